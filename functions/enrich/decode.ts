import type { KeyAttributes } from "../../shared/event/scan.ts";
import type { Failure, Source } from "../../shared/failure/failed-event.ts";
import { replayedByKey } from "../../shared/failure/replayed.ts";
import { userOf } from "../../shared/lane.ts";
import { unpack } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { type Own, ownOf } from "./own.ts";
import { sourceOf } from "./partition.ts";
import { type Refusal, readEvent } from "./read.ts";
import type { AddressOf } from "./steps/address.ts";

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
  own: Own;
  bytes: Uint8Array;
  record: StreamRecord;
  index: number;
}

export type KeptEvent = Pick<
  KeyAttributes,
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

function decodeEntry(
  bytes: Uint8Array,
  record: StreamRecord,
  index: number,
  addressOf: AddressOf,
): Decoded | Refusal {
  const read = readEvent(bytes, record.arrivalTime);
  if ("reason" in read) return read;
  const { event, eventTime, receivedAt } = read;
  return {
    event: kept(event),
    user: userOf(event),
    eventTime,
    receivedAt,
    source: sourceOf(event),
    own: ownOf(read, addressOf),
    bytes,
    record,
    index,
  };
}

/** One literal, so that all kept events have one shape, whichever attributes their producers left out. */
function kept({ event_id, event_name, session_id, price, quantity, ip, zip_code, timezone }: KeyAttributes) {
  return { event_id, event_name, session_id, price, quantity, ip, zip_code, timezone } as KeptEvent;
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
