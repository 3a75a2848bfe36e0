import { constants } from "node:os";
import { failureLines, fileIsWhole } from "./local/run/failure-lines.ts";
import type { LocalRun } from "./local/run/index.ts";
import { leftUndone } from "./local/run/left-undone.ts";
import { parseOptions, type RunOptions, usage } from "./local/run/options.ts";
import { type RunReport, runSummary } from "./local/run/report.ts";
import { writeReport } from "./local/run/write-report.ts";
import type { LogLine } from "./local/runtime/types.ts";
import { type StopSignals, stopSignals } from "./start/stop-signals.ts";
import { watchHistory, watchRates } from "./start/watch.ts";
import { print, printError, printResult, speaksJson } from "./terminal.ts";
import { TerminalLine } from "./terminal-line.ts";
import { main } from "./user-error.ts";

const line = new TerminalLine();

await main(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(usage);
    return 0;
  }
  return run(options);
});

async function run(options: RunOptions): Promise<number> {
  let pipeline: LocalRun | undefined;
  let verdict: number | undefined;
  const signals = stopSignals((signal) => {
    // Nothing is printed after the verdict: a Ctrl-C then only has to wait until everything is closed.
    if (verdict === undefined) process.stderr.write(`${leftUndone(pipeline?.standing())}\n`);
    process.exit(verdict ?? 128 + constants.signals[signal]);
  });
  void signals.until("running").then(() => {
    if (pipeline === undefined) say("Stopping as soon as the start is complete …");
  });
  // Loaded after the options are read, so that help and mistakes are shown at once.
  const { startLocal } = await import("./local/run/index.ts");
  say("Starting the stack as you deploy it, on loopback …");
  try {
    pipeline = await startLocal(options, speak);
  } catch (error) {
    if (signals.first === undefined) throw error;
    // A terminal's Ctrl-C also ends the processes that build and synthesise, and that is no failure of theirs.
    say("Stopped before the start was complete: nothing was read.");
    return 128 + constants.signals[signals.first];
  }
  try {
    verdict = await Promise.race([follow(pipeline, options, signals), pipeline.failed]);
    return verdict;
  } catch (error) {
    verdict = 1;
    throw error;
  } finally {
    signals.enter("over");
    await pipeline.stop();
  }
}

/** From the first event to the report. Returns the exit code. */
async function follow(pipeline: LocalRun, options: RunOptions, signals: StopSignals): Promise<number> {
  const stopped = signals.until("running");
  say(`AWS gateway  ${pipeline.aws.url}   (AWS_ENDPOINT_URL; any credentials)`);
  if (pipeline.page !== undefined) say(`Page         ${pipeline.page.url}`);
  say(`Redis        ${pipeline.redis.kind} ${pipeline.redis.version}`);
  if (pipeline.search !== undefined) say(`Search       ${searchExample(pipeline.search)}`);
  for (const line of pipeline.tables) say(line);
  const stopWatching = watch(pipeline, options);
  // A source that fails ends the run in any case; one that ends well only if that was asked for.
  const ended = pipeline.source.done.then(() =>
    options.untilDrained || pipeline.source.incomplete !== undefined ? undefined : stopped,
  );
  try {
    // A run that fails is told by `run`; here it ends the line that shows the rates.
    await Promise.race([ended, stopped, pipeline.failed]);
  } finally {
    stopWatching();
  }
  let report = await drained(pipeline, options, signals);
  if (options.hold && !signals.hungUp) {
    say("Holding: the page and the gateway stay up until Ctrl-C.");
    await signals.until("holding");
    // Others may have sent and replayed events in the meantime.
    report = await drained(pipeline, options, signals);
  }
  if (speaksJson()) printResult(report, "");
  return report.broken.length === 0 && !report.iam?.denied && fileIsWhole(options, report, pipeline) ? 0 : 1;
}

async function drained(pipeline: LocalRun, options: RunOptions, signals: StopSignals): Promise<RunReport> {
  signals.enter("draining");
  await pipeline.source.stop();
  say("Draining: waiting until every event is in its place …");
  await pipeline.drained();
  const report = await pipeline.report();
  if (options.report !== undefined) await writeReport(options.report, report);
  print(`\n${runSummary(report, failureLines(report.events.failed, pipeline))}`);
  return report;
}

/** Whoever sits at a terminal sees how the past comes in, and then how fast everything goes; returns what ends that. */
function watch({ history, observer }: LocalRun, { history: days }: RunOptions): () => void {
  let stop: (() => void) | undefined;
  let over = false;
  const rates = () => {
    if (!over) stop = watchRates(observer.state, line);
  };
  if (history === undefined) rates();
  // Why a past does not come is told by the run itself.
  else watchHistory(history, days, line, (text) => !over && say(text)).then(rates, () => {});
  return () => {
    over = true;
    stop?.();
    line.clear();
  };
}

function searchExample({ url, alias }: { url: string; alias: string }): string {
  return `curl '${url}/${alias}/_search?q=event_name:purchase&sort=event_time:desc&size=3&pretty'`;
}

function say(text: string): void {
  line.clear();
  print(`${text}\n`);
}

/** Only warnings and errors of the functions are shown; their ordinary log lines would hide them. */
function speak({ source, level, text }: LogLine): void {
  line.clear();
  if (level === "step") print(`  ${text}\n`);
  else if (level !== "info") printError(`${source}: ${text}\n`);
}
