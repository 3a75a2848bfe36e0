import type { StageName } from "../page/state.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import { type EventSource, readSoFar } from "./event-source.ts";
import type { Ledger } from "./ledger.ts";

interface CountedRun {
  ledger: Ledger;
  source: EventSource;
  runtime: LocalRuntime;
}

/**
 * Events by the stage that they have reached so far.
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
  archived: runtime.firehose.status().reduce((sum, { delivered }) => sum + delivered.rows, direct),
  failed: ledger.failedAt(...Object.keys(ledger.failed)),
});
