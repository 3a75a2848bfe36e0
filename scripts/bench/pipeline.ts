import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "../local/run/index.ts";
import { defaults } from "../local/run/options.ts";
import type { Report } from "../local/run/report.ts";

export interface PipelineRun {
  name: string;
  events: number;
  /** Events a second that the source hands over. */
  offered: number;
  eventsPerSecond: number;
  /** Processor time of the whole process an event, µs. */
  cpuMicrosecondsPerEvent: number;
  latencyMs: Report["latency_ms"];
}

/** The whole local pipeline with everything on: at its limit, then at ease, where latencies say something. */
export async function benchPipeline(quick: boolean): Promise<PipelineRun[]> {
  const seconds = quick ? 10 : 30;
  return [
    await runOf("pipeline at its limit", quick ? 30_000 : 150_000, 20_000),
    await runOf("pipeline at ease", 300 * seconds, 300),
  ];
}

async function runOf(name: string, events: number, offered: number): Promise<PipelineRun> {
  const data = await mkdtemp(join(tmpdir(), "clickstream-bench-"));
  const source = "stream" as const;
  const options = { ...defaults, source, events, rate: offered, port: 0, awsPort: 0, page: false, data };
  const run = await startLocal(options, () => {});
  const started = process.cpuUsage();
  try {
    await run.drained();
    const { user, system } = process.cpuUsage(started);
    const { throughput_eps, latency_ms, broken } = await run.report();
    if (broken.length > 0) throw new Error(`The accounting of "${name}" does not close: ${broken.join(" ")}`);
    return {
      name,
      events,
      offered,
      eventsPerSecond: throughput_eps,
      cpuMicrosecondsPerEvent: (user + system) / events,
      latencyMs: latency_ms,
    };
  } finally {
    await run.stop();
    await rm(data, { recursive: true, force: true });
  }
}
