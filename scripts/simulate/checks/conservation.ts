import { refuses } from "../services/model.ts";
import { isAbandoned } from "./abandoned.ts";
import { type Evidence, failedRecordsOf, linesOfRow } from "./evidence.ts";

/** raw = enriched ∪ failed: every user record of the raw stream is an enriched line, or a failed row with its bytes. */
export function* rawIsEnrichedOrFailed(evidence: Evidence): Generator<string> {
  const { ledger, lines } = evidence;
  for (const entry of ledger.raw) {
    const { eventId } = entry;
    const isGood = eventId !== undefined && ledger.made.has(eventId);
    if (isGood && lines.has(eventId)) continue;
    const rows = failedRecordsOf(evidence, "raw", entry).filter(
      ({ row }) => row.stage !== "predict" && row.stage !== "archive",
    );
    if (rows.length > 0) continue;
    const what = isGood ? `the event ${eventId}` : "a record that holds no event";
    yield `${what} at ${entry.sequenceNumber}[${entry.index}] of raw is neither on enriched nor among the failed events.`;
  }
}

/** A document that was read stands on raw, or failed at its producer. */
export function* documentsAreProduced({ ledger, failed }: Evidence): Generator<string> {
  const found = new Set(ledger.raw.map(({ eventId }) => eventId));
  for (const rows of failed.values())
    for (const { row } of rows) if (row.stage === "produce") found.add(row.event_id);
  for (const eventId of ledger.documents)
    if (!found.has(eventId))
      yield `the document of ${eventId} is neither on the raw stream nor among the failed events.`;
}

/** enriched = archived ∪ failed(archive). */
export function* enrichedIsArchivedOrFailed(evidence: Evidence): Generator<string> {
  const { ledger, archived, failed } = evidence;
  // By its bytes: Firehose does not always give the position of what it could not deliver.
  const failedLines = new Set<string>();
  for (const rows of failed.values())
    for (const each of rows)
      if (each.row.stage === "archive")
        for (const line of linesOfRow(each)) failedLines.add(Buffer.from(line).toString());
  for (const entry of ledger.enriched) {
    // An event that was written over several lines is archived on one.
    if (archived.has(entry.text.replaceAll("\n", " ")) || failedLines.has(entry.text)) continue;
    yield `${entry.eventId ?? "a record"} at ${entry.sequenceNumber}[${entry.index}] of enriched is neither archived nor among the failed events.`;
  }
}

/** enriched = predicted ∪ failed(predict). */
export function* enrichedIsPredictedOrFailed(evidence: Evidence): Generator<string> {
  const { ledger, scenario, predictions, failedAt } = evidence;
  const failedIds = new Set<string>();
  for (const rows of failedAt.values())
    for (const { row } of rows) {
      // With inline scoring, a raw batch that is given up has no predictions either.
      const unpredicted =
        row.stage === "predict" || (scenario.scoring === "inline" && isAbandoned(ledger, row));
      if (unpredicted && row.event_id) failedIds.add(row.event_id);
    }
  for (const entry of ledger.enriched) {
    const isGood = entry.eventId !== undefined && ledger.made.has(entry.eventId);
    if (isGood && (predictions.has(entry.eventId!) || failedIds.has(entry.eventId!))) continue;
    // With inline scoring, events that others put on the enriched stream are not scored.
    if (!isGood && scenario.scoring === "inline") continue;
    const rows = failedRecordsOf(evidence, "enriched", entry);
    if (rows.some(({ row }) => row.stage === "predict")) continue;
    yield `${entry.eventId ?? "a record"} at ${entry.sequenceNumber}[${entry.index}] of enriched has no prediction and is not among the failed events.`;
  }
}

/** After so many failed invocations, Firehose writes a record under its error prefix. */
const FIREHOSE_RETRIES = 3;

/** A good event fails only for one of these reasons: its size, the model's refusal, or a batch that was given up. */
export function* goodEventsDoNotFail({ ledger, failed, scenario }: Evidence): Generator<string> {
  const refusalRate = scenario.rates["model-refuses"] ?? 0;
  for (const rows of failed.values()) {
    const { row } = rows[0]!;
    const made = row.event_id === undefined ? undefined : ledger.made.get(row.event_id);
    if (made === undefined) continue;
    if (made.large && row.reason === "oversize") continue;
    if (row.stage === "predict" && row.reason === "model_rejected" && refuses(row.event_id!, refusalRate))
      continue;
    if (row.component === "firehose" && row.attempt > FIREHOSE_RETRIES) continue;
    if (isAbandoned(ledger, row)) continue;
    yield `the good event ${row.event_id} failed at stage ${row.stage} as ${row.reason}: ${row.errors[0]?.message}.`;
  }
}
