import { isInLine, type Needles } from "../../shared/forget/needles.ts";
import { UNPACKED_BYTES } from "../../shared/limits.ts";
import { decompress } from "../../shared/pack/compression.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";

export interface PayloadWithout {
  /** What is left, as plain lines; undefined where nothing is, or where it cannot be taken apart. */
  rest: Uint8Array | undefined;
  /** Lines that are left. */
  lines: number;
  /** Lines that are somebody's. */
  removed: number;
}

/** The bytes of a failed record without the lines of somebody: of an event, a pack, an aggregate, or of what is none. */
export function payloadWithout(payload: Uint8Array, needles: Needles): PayloadWithout {
  const entries = entriesOf(payload).map((entry) => Buffer.from(entry));
  const kept = entries.filter((entry) => !isInLine(needles, entry.toString("utf8")));
  const removed = entries.length - kept.length;
  if (removed === 0) return { rest: payload, lines: entries.length, removed };
  if (kept.length === 0) return { rest: undefined, lines: 0, removed };
  return { rest: Buffer.from(kept.map((entry) => `${entry}\n`).join("")), lines: kept.length, removed };
}

const LINE_END = 10;

/** A record that is too large, or broken, to be unpacked is looked at line by line as far as it can be inflated. */
function entriesOf(payload: Uint8Array): readonly Uint8Array[] {
  const unpacked = unpackRecord(payload);
  if (unpacked.ok) return unpacked.entries;
  const plain = decompress(payload, 8 * UNPACKED_BYTES);
  const bytes = plain.ok ? plain.bytes : payload;
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let to = bytes.indexOf(LINE_END); to >= 0; to = bytes.indexOf(LINE_END, from)) {
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return [...lines, bytes.subarray(from)].filter(({ length }) => length > 0);
}
