import { failureLines, fileIsWhole } from "./local/run/failure-lines.ts";
import type { LocalRun } from "./local/run/index.ts";
import { parseOptions, type RunOptions, usage } from "./local/run/options.ts";
import { summary } from "./local/run/report.ts";
import { writeReport } from "./local/run/write-report.ts";
import type { LogLine } from "./local/runtime/types.ts";
import { main } from "./user-error.ts";

await main(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(usage);
    return 0;
  }
  return run(options);
});

async function run(options: RunOptions): Promise<number> {
  // Loaded after the options are read, so that help and a mistake are answered at once.
  const { startLocal } = await import("./local/run/index.ts");
  say("Building the functions, synthesising the stack, starting it on loopback …");
  const pipeline = await startLocal(options, print);
  try {
    return await Promise.race([follow(pipeline, options), pipeline.failed]);
  } finally {
    await pipeline.stop();
  }
}

/** From the first event to the report. Answers the exit code. */
async function follow(pipeline: LocalRun, options: RunOptions): Promise<number> {
  const interrupted = firstSignal();
  say(`AWS gateway  ${pipeline.aws.url}   (AWS_ENDPOINT_URL; any credentials)`);
  if (pipeline.page !== undefined) say(`Page         ${pipeline.page.url}`);
  say(`Redis        ${pipeline.redis.kind} ${pipeline.redis.version}`);
  // A source that fails ends the run in any case; one that ends well only if that was asked for.
  const ended = pipeline.source.done.then(() =>
    options.untilDrained || pipeline.source.incomplete !== undefined ? undefined : interrupted,
  );
  await Promise.race([ended, interrupted]);
  await pipeline.source.stop();
  say("Draining: waiting until every event is in its place …");
  await pipeline.drained();
  const report = await pipeline.report();
  if (options.report !== undefined) await writeReport(options.report, report);
  process.stdout.write(`\n${summary(report)}${failureLines(report.events.failed, pipeline)}`);
  if (options.hold) {
    say("Holding: the page and the gateway stay up until Ctrl-C.");
    await firstSignal();
  }
  return report.broken.length === 0 && !report.iam?.denied && fileIsWhole(options, report, pipeline) ? 0 : 1;
}

/** The first Ctrl-C ends the source; a second one, while draining, ends the program as usual. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Functions speak up for what a person should see; their ordinary lines would drown it. */
function print({ source, level, text }: LogLine): void {
  if (level !== "info") process.stderr.write(`${source}: ${text}\n`);
}
