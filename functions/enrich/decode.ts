import { isUtf8 } from "node:buffer";
import type { RawEvent } from "../../shared/event/raw.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import type { Failure, FieldError, ReasonName, Source, Stage } from "../../shared/failure/failed-event.ts";
import { replayedByKey } from "../../shared/failure/replayed.ts";
import { userOf } from "../../shared/lane.ts";
import { unpack } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { tooDeep, tooLarge } from "./bounds.ts";
import { renderOwn } from "./own.ts";
import { sourceOf } from "./partition.ts";
import type { PseudonymousAddress } from "./steps/address.ts";
import { eventTimeOf } from "./steps/time.ts";

/**
 * A valid event: its own part of the line, and the few values that more is decided by. The event as it was parsed is
 * let go at once: were it kept until the batch is done, the garbage collector would copy three kilobytes an event.
 */
export interface Decoded {
  event: KeptEvent;
  user: string;
  /** Epoch ms: when it happened by the server's clock, and when it was received. */
  eventTime: number;
  receivedAt: number;
  /** Source that its archive partition is named after. */
  source: string;
  /** The stored event and the fields that follow from it, as an open JSON object (`renderOwn`). */
  own: string;
  bytes: Uint8Array;
  record: StreamRecord;
  index: number;
}

export type KeptEvent = Pick<
  RawEvent,
  "event_id" | "event_name" | "session_id" | "price" | "quantity" | "ip" | "zip_code" | "timezone"
>;

export interface DecodedBatch {
  events: Decoded[];
  /** Failures with the record that holds them, for the partial batch response. */
  failures: FailedEntry[];
}

export interface FailedEntry {
  record: StreamRecord;
  failure: Failure;
}

export type AddressOf = (ip: string) => PseudonymousAddress;

/** Every user record of the batch, as an event or as a failure with its bytes: none is in neither. */
export function decodeBatch(records: readonly StreamRecord[], addressOf: AddressOf): DecodedBatch {
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
      const decoded = decodeEntry(bytes, record, index, addressOf);
      if ("event" in decoded) batch.events.push(decoded);
      else batch.failures.push(refused(record, index, bytes, decoded));
    }
  }
  return batch;
}

type Refusal = Pick<Failure, "reason" | "errors" | "event_id"> & { stage: Stage };

function decodeEntry(
  bytes: Uint8Array,
  record: StreamRecord,
  index: number,
  addressOf: AddressOf,
): Decoded | Refusal {
  const parsed = parse(bytes);
  if ("reason" in parsed) return { stage: "decode", reason: parsed.reason, errors: [parsed.error] };
  const validated = validateEvent(parsed.value);
  if (!validated.valid) return violation(parsed.value, validated.errors);
  const { event, stored } = validated;
  // An event in its stored form has nothing nested in it.
  const deep = stored ? undefined : tooDeep(parsed.text);
  if (deep) return violation(parsed.value, [deep]);
  const { eventTime, receivedAt } = eventTimeOf(event, record.arrivalTime);
  const own = renderOwn(parsed.text, event, stored, addressOf);
  const source = sourceOf(event);
  return {
    event: kept(event),
    user: userOf(event),
    eventTime,
    receivedAt,
    source,
    own,
    bytes,
    record,
    index,
  };
}

function violation({ event_id }: Record<string, unknown>, errors: FieldError[]): Refusal {
  const refusal: Refusal = { stage: "validate", reason: "schema_violation", errors };
  if (typeof event_id === "string" && event_id.length <= 128) refusal.event_id = event_id;
  return refusal;
}

/** One literal, so that all kept events have one shape, whichever attributes their producers left out. */
function kept({ event_id, event_name, session_id, price, quantity, ip, zip_code, timezone }: RawEvent) {
  return { event_id, event_name, session_id, price, quantity, ip, zip_code, timezone } as KeptEvent;
}

type Parsed = { value: Record<string, unknown>; text: string } | { reason: ReasonName; error: FieldError };

function parse(bytes: Uint8Array): Parsed {
  const large = tooLarge(bytes);
  if (large) return { reason: "oversize", error: large };
  const text = textOf(bytes);
  if (text === undefined) return notJson("bytes that are not UTF-8");
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

/** Undefined when the bytes are not UTF-8: the decoder would put replacement characters for them, and only then is asked. */
function textOf(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString();
  return text.includes("\ufffd") && !isUtf8(bytes) ? undefined : text;
}

const notJson = (actual: string): Parsed => ({
  reason: "not_json",
  error: { path: "", expected: "JSON in UTF-8", actual, message: "the record is no JSON text" },
});

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
