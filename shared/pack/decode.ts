import { UNPACKED_BYTES } from "../limits.ts";
import { decompress } from "./compression.ts";
import { disaggregate, isAggregate } from "./kpl.ts";
import { splitLines } from "./lines.ts";

export type Unpacked =
  | { ok: true; entries: Uint8Array[] }
  | { ok: false; reason: "bad_aggregate" | "oversize"; message: string };

/**
 * The data of one stream record → its user records, in order; always at least one. Takes a JSON text, NDJSON, either
 * of them as zstd or gzip, and a KPL aggregate of such records. Entries are bytes, not yet known to be JSON. Never
 * throws: bytes with the magic of a format that they then violate are a failure of the whole record.
 */
export function unpackRecord(data: Uint8Array): Unpacked {
  if (isAggregate(data)) return unpackAggregate(data);
  const plain = decompress(data, UNPACKED_BYTES);
  if (plain.ok) return { ok: true, entries: splitLines(plain.bytes) };
  const reason = plain.reason === "oversize" ? "oversize" : "bad_aggregate";
  return { ok: false, reason, message: plain.message };
}

/** Sub-records are never aggregates. One that is damaged or too large is kept as it is, so that it fails alone. */
function unpackAggregate(data: Uint8Array): Unpacked {
  const records = disaggregate(data);
  if (typeof records === "string") return { ok: false, reason: "bad_aggregate", message: records };
  const entries: Uint8Array[] = [];
  let left = UNPACKED_BYTES;
  for (const record of records) {
    const plain = decompress(record.data, left);
    if (!plain.ok) entries.push(record.data);
    else {
      left -= plain.bytes.length;
      for (const line of splitLines(plain.bytes)) entries.push(line);
    }
  }
  return { ok: true, entries };
}
