import type { FailedEvent } from "../../../shared/failure/failed-event.ts";
import type { LedgerEntry, SimulationLedger } from "../ledger.ts";

/** Whether a record lies in a range that a trigger gave up. With parallel lanes the range also holds others' records. */
export function liesInAbandoned(
  { abandoned }: SimulationLedger,
  stream: string,
  { shardId, sequenceNumber }: Pick<LedgerEntry, "shardId" | "sequenceNumber">,
): boolean {
  const sequence = BigInt(sequenceNumber);
  return abandoned.some(
    (range) =>
      range.stream === stream &&
      range.shardId === shardId &&
      BigInt(range.start) <= sequence &&
      sequence <= BigInt(range.end),
  );
}

/** Whether a row is there because its batch was given up. */
export function isAbandoned(ledger: SimulationLedger, { reason, source }: FailedEvent): boolean {
  if (reason !== "record_age_exceeded" && reason !== "retries_exhausted") return false;
  const { stream, shard_id: shardId, sequence_number: sequenceNumber } = source;
  return liesInAbandoned(ledger, stream, { shardId, sequenceNumber });
}
