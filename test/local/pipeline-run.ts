import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SyntheticEvent } from "../../functions/generate/synthetic-event.ts";
import { type Interference, type LocalRun, startLocal } from "../../scripts/local/run/index.ts";
import { defaults, type RunOptions } from "../../scripts/local/run/options.ts";
import type { RunReport } from "../../scripts/local/run/report.ts";

export interface FinishedRun extends AsyncDisposable {
  report: RunReport;
  query(sql: string): Promise<unknown[][]>;
  /** The malformed events that the shop put among the others. */
  malformed: readonly SyntheticEvent[];
  /** Second deliveries seen on the streams. */
  redelivered: { raw: number; enriched: number };
  /** Responses of the scoring service, counted by status. */
  modelAnswers: Record<string, number>;
}

/** A whole local pipeline on free ports with a folder of its own. `act` runs while events flow. */
export async function pipelineRun(
  override: Partial<RunOptions>,
  interference: Interference = {},
  act: (run: LocalRun) => Promise<void> = async () => {},
): Promise<FinishedRun> {
  const data = await mkdtemp(join(tmpdir(), "clickstream-"));
  const options: RunOptions = {
    ...defaults,
    port: 0,
    awsPort: 0,
    page: false,
    untilDrained: true,
    data,
    ...override,
  };
  const run = await startLocal(options, () => {}, interference);
  const dispose = async () => {
    await run.stop();
    await rm(data, { recursive: true, force: true });
  };
  try {
    await Promise.all([run.drained(), act(run)]);
    const report = await run.report();
    const query = async (sql: string) => (await run.runtime.queries.run(sql)).rows;
    return {
      report,
      query,
      malformed: run.source.malformed,
      redelivered: run.ledger.redelivered,
      modelAnswers: run.model?.calls().byStatus ?? {},
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
