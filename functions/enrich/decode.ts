import type { Failure, Source } from "../../shared/failure/failed-event.ts";
import { replayedByKey } from "../../shared/failure/replayed.ts";
import { unpack } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { Enrichment } from "./enrichment.ts";
import { type ReadEvent, readEvent } from "./read.ts";
import type { Refusal } from "./stored-form.ts";

export interface DecodedBatch {
  events: ReadEvent[];
  /** Failures with the record that holds them, for the partial batch response. */
  failures: FailedEntry[];
}

export interface FailedEntry {
  record: StreamRecord;
  failure: Failure;
}

/** Every user record of the batch, as an event or as a failure with its bytes: none is in neither. */
export function decodeBatch(records: readonly StreamRecord[], enrichment: Enrichment): DecodedBatch {
  const batch: DecodedBatch = { events: [], failures: [] };
  for (const record of records) {
    const unpacked = unpack(record.data);
    if (!unpacked.ok) {
      const { reason, message } = unpacked;
      const errors = [{ path: "", expected: "a pack of events", actual: reason, message }];
      batch.failures.push(refused(record, 0, record.data, { stage: "decode", reason, errors }));
      continue;
    }
    const { entries } = unpacked;
    for (let index = 0; index < entries.length; index += 1) {
      const bytes = entries[index]!;
      const read = readEvent(bytes, record, index, enrichment);
      if ("event" in read) batch.events.push(read);
      else batch.failures.push(refused(record, index, bytes, read));
    }
  }
  return batch;
}

function refused(record: StreamRecord, index: number, payload: Uint8Array, refusal: Refusal): FailedEntry {
  const replayed = index === 0 ? replayedByKey(record.partitionKey) : undefined;
  return { record, failure: { ...refusal, payload, source: placeOf(record, index), ...replayed } };
}

/** The place of an event: its record's position and its index in the pack. */
export function placeOf(record: StreamRecord, index: number): Source {
  return {
    stream: record.stream,
    shard_id: record.shardId,
    sequence_number: record.sequenceNumber,
    subsequence_number: index,
    arrival_time: new Date(record.arrivalTime).toISOString(),
  };
}
