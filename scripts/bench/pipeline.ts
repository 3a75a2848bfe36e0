import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalRun, startLocal } from "../local/run/index.ts";
import { defaults } from "../local/run/options.ts";
import type { RunReport } from "../local/run/report.ts";
import { parseMicrosecondsPerKb } from "./yardstick.ts";

export interface PipelineRun {
  name: string;
  events: number;
  /** Events a second that the source hands over. */
  offered: number;
  /** From the first event to the last one's place, start and end included. */
  eventsPerSecond: number;
  /** The same while a third to nine tenths of the events have their predictions: every stage is warm and has work. */
  sustainedPerSecond: number;
  /** The machine's yardstick just before and just after: its speed changes within minutes. */
  parseMicrosecondsPerKb: [before: number, after: number];
  /** Processor time of the whole process an event, µs. */
  cpuMicrosecondsPerEvent: number;
  latencyMs: RunReport["latency_ms"];
}

/** So many that a third of them take the half minute in which V8 still compiles, an eighth of all processor time. */
const SUSTAINED_EVENTS = 300_000;

/** The whole local pipeline with everything on: at its limit, then at ease, where latencies say something. */
export async function benchPipeline(quick: boolean, texts: readonly string[]): Promise<PipelineRun[]> {
  const seconds = quick ? 10 : 30;
  return [
    await runOf("pipeline at its limit", quick ? 30_000 : SUSTAINED_EVENTS, 20_000, texts),
    await runOf("pipeline at ease", 300 * seconds, 300, texts),
  ];
}

async function runOf(
  name: string,
  events: number,
  offered: number,
  texts: readonly string[],
): Promise<PipelineRun> {
  const before = parseMicrosecondsPerKb(texts);
  const data = await mkdtemp(join(tmpdir(), "clickstream-bench-"));
  const source = "stream" as const;
  const options = { ...defaults, source, events, rate: offered, port: 0, awsPort: 0, page: false, data };
  const run = await startLocal(options, () => {});
  const started = process.cpuUsage();
  try {
    const drained = run.drained();
    const [sustainedPerSecond] = await Promise.all([sustainedRate(run, events, drained), drained]);
    const { user, system } = process.cpuUsage(started);
    const { throughput_eps, latency_ms, broken } = await run.report();
    if (broken.length > 0) throw new Error(`The accounting of "${name}" does not close: ${broken.join(" ")}`);
    return {
      name,
      events,
      offered,
      eventsPerSecond: throughput_eps,
      sustainedPerSecond,
      parseMicrosecondsPerKb: [before, parseMicrosecondsPerKb(texts)],
      cpuMicrosecondsPerEvent: (user + system) / events,
      latencyMs: latency_ms,
    };
  } finally {
    await run.stop();
    await rm(data, { recursive: true, force: true });
  }
}

const LOOK_MS = 20;

async function sustainedRate({ ledger }: LocalRun, events: number, drained: Promise<void>): Promise<number> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  drained.then(end, end);
  const predicted = async (share: number) => {
    while (ledger.predicted < events * share && !isOver) await sleep(LOOK_MS);
    return { count: ledger.predicted, at: performance.now() };
  };
  const [first, last] = [await predicted(1 / 3), await predicted(9 / 10)];
  return ((last.count - first.count) * 1000) / (last.at - first.at);
}
