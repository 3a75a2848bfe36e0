import { isUtf8 } from "node:buffer";
import type { RawEvent } from "../../shared/event/raw.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import type { Failure, FieldError, ReasonName, Source, Stage } from "../../shared/failure/failed-event.ts";
import { userOf } from "../../shared/lane.ts";
import { unpack } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";

/** A valid event and where it stood. */
export interface Decoded {
  event: RawEvent;
  /** The event's JSON as it was written, and whether `event` has exactly its attributes. */
  text: string;
  asWritten: boolean;
  user: string;
  bytes: Uint8Array;
  record: StreamRecord;
  index: number;
}

export interface DecodedBatch {
  events: Decoded[];
  /** Failures with the record that holds them, for the partial batch response. */
  failures: FailedEntry[];
}

export interface FailedEntry {
  record: StreamRecord;
  failure: Failure;
}

/** Every user record of the batch, as an event or as a failure with its bytes: none is in neither. */
export function decodeBatch(records: readonly StreamRecord[]): DecodedBatch {
  const batch: DecodedBatch = { events: [], failures: [] };
  for (const record of records) {
    const unpacked = unpack(record.data);
    if (unpacked.ok) {
      unpacked.entries.forEach((bytes, index) => {
        decodeEntry(batch, record, bytes, index);
      });
    } else {
      const errors = [
        { path: "", expected: "a pack of events", actual: unpacked.reason, message: unpacked.message },
      ];
      refuse(batch, record, record.data, 0, "decode", unpacked.reason, errors);
    }
  }
  return batch;
}

function decodeEntry(batch: DecodedBatch, record: StreamRecord, bytes: Uint8Array, index: number): void {
  const parsed = parse(bytes);
  if ("reason" in parsed) {
    refuse(batch, record, bytes, index, "decode", parsed.reason, [parsed.error]);
    return;
  }
  const validated = validateEvent(parsed.value);
  if (!validated.valid) {
    refuse(
      batch,
      record,
      bytes,
      index,
      "validate",
      "schema_violation",
      validated.errors,
      parsed.value.event_id,
    );
    return;
  }
  const { event } = validated;
  const asWritten = event === parsed.value;
  batch.events.push({ event, text: parsed.text, asWritten, user: userOf(event), bytes, record, index });
}

type Parsed = { value: Record<string, unknown>; text: string } | { reason: ReasonName; error: FieldError };

function parse(bytes: Uint8Array): Parsed {
  if (!isUtf8(bytes)) return notJson("bytes that are not UTF-8");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Bad data is a value: the bytes go on as a failed event.
    return notJson(`text of ${text.length} characters`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { value: value as Record<string, unknown>, text };
  }
  const actual = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const error = { path: "", expected: "a JSON object", actual, message: "an event is a JSON object" };
  return { reason: "not_an_object", error };
}

const notJson = (actual: string): Parsed => ({
  reason: "not_json",
  error: { path: "", expected: "JSON in UTF-8", actual, message: "the record is no JSON text" },
});

function refuse(
  batch: DecodedBatch,
  record: StreamRecord,
  payload: Uint8Array,
  index: number,
  stage: Stage,
  reason: ReasonName,
  errors: FieldError[],
  eventId?: unknown,
): void {
  const failure: Failure = { stage, reason, errors, payload, source: sourceOf(record, index) };
  if (typeof eventId === "string" && eventId.length <= 128) failure.event_id = eventId;
  batch.failures.push({ record, failure });
}

/** The place of an event: its record's position and its index in the pack. */
export function sourceOf(record: StreamRecord, index: number): Source {
  return {
    stream: record.stream,
    shard_id: record.shardId,
    sequence_number: record.sequenceNumber,
    subsequence_number: index,
    arrival_time: new Date(record.arrivalTime).toISOString(),
  };
}
