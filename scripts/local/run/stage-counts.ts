import type { StageName } from "../page/state.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import { type EventSource, readSoFar } from "./event-source.ts";
import type { Ledger } from "./ledger.ts";

interface CountedRun {
  ledger: Pick<Ledger, "raw" | "enriched" | "predicted" | "failed" | "failedAt" | "arrivals">;
  source: Pick<EventSource, "read">;
  runtime: { firehose: Pick<LocalRuntime["firehose"], "status"> };
}

/**
 * Events by the stage that they have reached so far, each once. One that is delivered again is a second row of the
 * archive: rows beyond those that are enriched and did not fail there are copies.
 * @param direct events that `archive` wrote itself
 */
export const stageCounts = (
  { ledger, source, runtime }: CountedRun,
  direct: number,
): Record<StageName, number> => ({
  read: readSoFar(source, ledger),
  raw: ledger.raw,
  enriched: ledger.enriched,
  predicted: ledger.predicted,
  archived: Math.min(
    runtime.firehose.status().reduce((sum, { delivered }) => sum + delivered.rows, direct),
    ledger.enriched - ledger.failedAt("archive"),
  ),
  failed: ledger.failedAt(...Object.keys(ledger.failed)),
});
