import type { EnrichedEvent } from "../../shared/event/enriched.ts";
import type { Failure } from "../../shared/failure/failed-event.ts";
import {
  type FailedEntry,
  failedEntry,
  filedOf,
  type PackEntry,
  packRefusal,
  type Why,
} from "../../shared/failure/place.ts";
import { deviceOf } from "../../shared/lane.ts";
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
    const { entries } = unpacked;
    const failures: Failure[] = [];
    for (const [index, bytes] of entries.entries()) {
      const failed = readLine(batch, known, { record, index, bytes });
      if (failed !== undefined) failures.push(failed.failure);
    }
    batch.failures.push(...filedOf(record, failures, entries.length));
  }
  return batch;
}

/** @returns what is wrong with a line that is no enriched event */
function readLine(
  batch: PredictBatch,
  known: Map<string, PackEntry[]>,
  entry: PackEntry,
): FailedEntry | undefined {
  const checked = checkPredictLine(entry.bytes);
  if (!checked.ok) {
    const { reason, errors, event_id } = checked;
    return unpredictable(entry, { reason, errors, event_id });
  }
  const { event } = checked;
  const identity = `${deviceOf(event)}\u0000${event.event_id}`;
  const entries = known.get(identity);
  if (entries) {
    entries.push(entry);
    batch.duplicates += 1;
    return undefined;
  }
  const first = [entry];
  known.set(identity, first);
  batch.events.set(event, first);
  return undefined;
}

export const unpredictable = (entry: PackEntry, why: Omit<Why, "stage">): FailedEntry =>
  failedEntry(entry, { stage: "predict", ...why });
