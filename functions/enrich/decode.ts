import { type FailedEntry, failedEntry, packRefusal } from "../../shared/failure/place.ts";
import { unpack } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { type ReadEvent, readEvent } from "./read.ts";
import type { Addresses } from "./steps/address.ts";
import type { Refusal } from "./stored-form.ts";

/** A valid event, with its bytes and its place. */
export interface Decoded extends ReadEvent {
  bytes: Uint8Array;
  record: StreamRecord;
  index: number;
}

export interface DecodedBatch {
  events: Decoded[];
  /** Failures with the record that holds them, for the partial batch response. */
  failures: FailedEntry[];
}

/** Every user record of the batch, as an event or as a failure with its bytes: none is in neither. */
export function decodeBatch(records: readonly StreamRecord[], addresses: Addresses): DecodedBatch {
  const batch: DecodedBatch = { events: [], failures: [] };
  for (const record of records) {
    const unpacked = unpack(record.data);
    if (!unpacked.ok) {
      const why = { stage: "decode", ...packRefusal(unpacked) } as const;
      batch.failures.push(failedEntry({ record, index: 0, bytes: record.data }, why));
      continue;
    }
    const { entries } = unpacked;
    for (let index = 0; index < entries.length; index += 1) {
      const bytes = entries[index]!;
      const decoded = decodeEntry(bytes, record, index, addresses);
      if ("event" in decoded) batch.events.push(decoded);
      else batch.failures.push(failedEntry({ record, index, bytes }, decoded));
    }
  }
  return batch;
}

function decodeEntry(
  bytes: Uint8Array,
  record: StreamRecord,
  index: number,
  addresses: Addresses,
): Decoded | Refusal {
  const read = readEvent(bytes, record.arrivalTime, addresses);
  if ("reason" in read) return read;
  // By name, since a spread takes a twentieth of the whole enrichment.
  const { event, user, eventTime, receivedAt, source, own } = read;
  return { event, user, eventTime, receivedAt, source, own, bytes, record, index };
}
