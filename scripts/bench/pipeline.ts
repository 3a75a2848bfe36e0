import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "../local/run/index.ts";
import { defaults } from "../local/run/options.ts";
import type { Report } from "../local/run/report.ts";

/** The whole local pipeline: everything on, from the shop's events on raw to the last one in its place. */
export async function benchPipeline(events: number, rate: number): Promise<Report> {
  const data = await mkdtemp(join(tmpdir(), "clickstream-bench-"));
  const options = {
    ...defaults,
    source: "stream" as const,
    events,
    rate,
    port: 0,
    awsPort: 0,
    page: false,
    data,
  };
  const run = await startLocal(options, () => {});
  try {
    await run.drained();
    return await run.report();
  } finally {
    await run.stop();
    await rm(data, { recursive: true, force: true });
  }
}
