import type { EnrichedEvent } from "../../shared/event/enriched.ts";
import type { Failure, FieldError, ReasonName } from "../../shared/failure/failed-event.ts";
import { replayedByKey } from "../../shared/failure/replayed.ts";
import { userOf } from "../../shared/lane.ts";
import { unpack } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { checkLine } from "./check.ts";

/** Where an event stands: its record, and its index in the record's pack. */
export interface Place {
  record: StreamRecord;
  index: number;
  bytes: Uint8Array;
}

/** What could not be read or predicted, with the record that comes again if it cannot be filed. */
export interface PlacedFailure {
  record: StreamRecord;
  failure: Failure;
}

export interface Batch {
  /** Every event once, with all the places where the batch holds it. */
  events: Map<EnrichedEvent, Place[]>;
  failures: PlacedFailure[];
  /** Events that the batch held more than once. */
  duplicates: number;
}

/** Every line of every pack, as an event or as a failure. */
export function readBatch(records: readonly StreamRecord[]): Batch {
  const batch: Batch = { events: new Map(), failures: [], duplicates: 0 };
  const known = new Map<string, Place[]>();
  for (const record of records) {
    const unpacked = unpack(record.data);
    if (!unpacked.ok) {
      const { reason, message } = unpacked;
      const errors = [{ path: "", expected: "a pack of enriched events", actual: reason, message }];
      batch.failures.push(failureAt({ record, index: 0, bytes: record.data }, reason, errors));
      continue;
    }
    for (const [index, bytes] of unpacked.entries.entries()) readLine(batch, known, { record, index, bytes });
  }
  return batch;
}

function readLine(batch: Batch, known: Map<string, Place[]>, place: Place): void {
  const checked = checkLine(place.bytes);
  if (!checked.ok) {
    batch.failures.push(failureAt(place, checked.reason, checked.errors, checked.event_id));
    return;
  }
  const { event } = checked;
  const identity = `${userOf(event)}\u0000${event.event_id}`;
  const places = known.get(identity);
  if (places) {
    places.push(place);
    batch.duplicates += 1;
    return;
  }
  const first = [place];
  known.set(identity, first);
  batch.events.set(event, first);
}

export function failureAt(
  { record, index, bytes }: Place,
  reason: ReasonName,
  errors: FieldError[],
  eventId?: string,
): PlacedFailure {
  const source = {
    stream: record.stream,
    shard_id: record.shardId,
    sequence_number: record.sequenceNumber,
    subsequence_number: index,
    arrival_time: new Date(record.arrivalTime).toISOString(),
  };
  const replayed = index === 0 ? replayedByKey(record.partitionKey) : undefined;
  const failure: Failure = { stage: "predict", reason, errors, payload: bytes, source, ...replayed };
  if (eventId !== undefined) failure.event_id = eventId;
  return { record, failure };
}
