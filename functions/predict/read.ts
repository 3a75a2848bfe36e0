import type { EnrichedEvent } from "../../shared/event/enriched.ts";
import {
  type FailedEntry,
  failedEntry,
  type PackEntry,
  packRefusal,
  type Why,
} from "../../shared/failure/place.ts";
import { userOf } from "../../shared/lane.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { checkPredictLine } from "./check.ts";

export interface PredictBatch {
  /** Every event once, with all the entries that hold it. */
  events: Map<EnrichedEvent, PackEntry[]>;
  failures: FailedEntry[];
  /** Events that the batch held more than once. */
  duplicates: number;
}

/** Every line of every pack, as an event or as a failure. */
export function readBatch(records: readonly StreamRecord[]): PredictBatch {
  const batch: PredictBatch = { events: new Map(), failures: [], duplicates: 0 };
  const known = new Map<string, PackEntry[]>();
  for (const record of records) {
    const unpacked = unpackRecord(record.data);
    if (!unpacked.ok) {
      const why = packRefusal(unpacked, "a pack of enriched events");
      batch.failures.push(unpredictable({ record, index: 0, bytes: record.data }, why));
      continue;
    }
    for (const [index, bytes] of unpacked.entries.entries()) readLine(batch, known, { record, index, bytes });
  }
  return batch;
}

function readLine(batch: PredictBatch, known: Map<string, PackEntry[]>, entry: PackEntry): void {
  const checked = checkPredictLine(entry.bytes);
  if (!checked.ok) {
    const { reason, errors, event_id } = checked;
    batch.failures.push(unpredictable(entry, { reason, errors, event_id }));
    return;
  }
  const { event } = checked;
  const identity = `${userOf(event)}\u0000${event.event_id}`;
  const entries = known.get(identity);
  if (entries) {
    entries.push(entry);
    batch.duplicates += 1;
    return;
  }
  const first = [entry];
  known.set(identity, first);
  batch.events.set(event, first);
}

export const unpredictable = (entry: PackEntry, why: Omit<Why, "stage">): FailedEntry =>
  failedEntry(entry, { stage: "predict", ...why });
