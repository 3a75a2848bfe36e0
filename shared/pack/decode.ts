import { MAX_PACK_ENTRIES, UNPACKED_BYTES } from "../limits.ts";
import { decompress } from "./compression.ts";
import { disaggregate, isAggregate } from "./kpl.ts";
import { splitLines } from "./lines.ts";

export type Unpacked =
  /** `bytes`: what the entries are held in, which may be far more than the entries or the record. */
  | { ok: true; entries: Uint8Array[]; bytes: number }
  | { ok: false; reason: "bad_aggregate" | "oversize"; message: string };

/**
 * The data of one stream record → its user records, in order; always at least one. Takes a JSON text, NDJSON,
 * either of them as zstd or gzip, and a KPL aggregate of such records. Entries are bytes, not yet known to be JSON.
 * Never throws: bytes that announce a format and break it, inflate beyond `UNPACKED_BYTES` or hold more than
 * `MAX_PACK_ENTRIES` are a failure of the whole record.
 */
export function unpackRecord(data: Uint8Array): Unpacked {
  if (isAggregate(data)) return unpackAggregate(data);
  const plain = decompress(data, UNPACKED_BYTES);
  if (!plain.ok) {
    const reason = plain.reason === "oversize" ? "oversize" : "bad_aggregate";
    return { ok: false, reason, message: plain.message };
  }
  const entries = splitLines(plain.bytes, MAX_PACK_ENTRIES);
  if (entries.length > MAX_PACK_ENTRIES) return tooMany;
  return heldBy(plain.bytes, entries, data.length);
}

const tooMany: Unpacked = {
  ok: false,
  reason: "oversize",
  message: `holds more than ${MAX_PACK_ENTRIES} events`,
};

/**
 * Entries, and what they are held in. A view keeps all of its buffer alive: where the inflated text is mostly blank, the
 * entries are copied out of it, or a row of twenty bytes would hold megabytes.
 */
function heldBy(text: Uint8Array, entries: Uint8Array[], record: number): Extract<Unpacked, { ok: true }> {
  if (text.length <= MAX_SLACK_BYTES + record) return { ok: true, entries, bytes: text.length };
  let used = 0;
  for (const { length } of entries) used += length;
  if (text.length - used - entries.length <= MAX_SLACK_BYTES)
    return { ok: true, entries, bytes: text.length };
  const copied = Buffer.allocUnsafeSlow(used);
  let at = 0;
  const copies = entries.map((entry) => {
    copied.set(entry, at);
    at += entry.length;
    return copied.subarray(at - entry.length, at);
  });
  return { ok: true, entries: copies, bytes: used };
}

const MAX_SLACK_BYTES = 64 * 1024;

/** Bytes that are inflated for one aggregate in all, those of bombs included: each bomb costs what a whole pack may. */
const INFLATED_BYTES = 4 * UNPACKED_BYTES;

/** Sub-records are not aggregates again. One that is damaged or a bomb stands as it is, so that it fails alone. */
function unpackAggregate(data: Uint8Array): Unpacked {
  const records = disaggregate(data);
  if (typeof records === "string") return { ok: false, reason: "bad_aggregate", message: records };
  if (records.length > MAX_PACK_ENTRIES) return tooMany;
  const entries: Uint8Array[] = [];
  let left = UNPACKED_BYTES;
  let inflated = 0;
  for (const record of records) {
    const plain = decompress(record.data, left);
    inflated += plain.ok ? plain.bytes.length : plain.reason === "oversize" ? left : 0;
    if (inflated > INFLATED_BYTES)
      return { ok: false, reason: "oversize", message: `inflates to more than ${INFLATED_BYTES} bytes` };
    if (!plain.ok) entries.push(record.data);
    else {
      left = Math.max(0, left - plain.bytes.length);
      const lines = splitLines(plain.bytes, MAX_PACK_ENTRIES);
      for (const line of heldBy(plain.bytes, lines, data.length).entries) entries.push(line);
    }
    if (entries.length > MAX_PACK_ENTRIES) return tooMany;
  }
  return { ok: true, entries, bytes: data.length + UNPACKED_BYTES - left };
}
