import { FIREHOSE_RECORD_BYTES, INVOCATION_BYTES } from "../../shared/limits.ts";

/** Bytes of the response. What JSON and the partition keys add to each record is counted separately. */
const RESPONSE_BYTES = INVOCATION_BYTES - 64 * 1024;
const RECORD_OVERHEAD_BYTES = 512;

/**
 * Which packs go back to Firehose, in their order. Packs come compressed and go back as lines, of which Firehose takes
 * no more than a record holds, and a response no more than Lambda lets through: whatever is over has to go another way,
 * because a response that is too large fails all of its records.
 * @param records of the batch, each of which has a result
 * @param packs those with lines for Firehose
 */
export function packsWithRoom<Pack extends { lines: Uint8Array }>(
  records: number,
  packs: readonly Pack[],
): Set<Pack> {
  let left = RESPONSE_BYTES - records * RECORD_OVERHEAD_BYTES;
  const fitting = new Set<Pack>();
  for (const pack of packs) {
    const bytes = pack.lines.byteLength;
    // A line end may come on top of a pack that has none.
    const text = base64Length(bytes + 1);
    if (bytes > FIREHOSE_RECORD_BYTES || text > left) continue;
    left -= text;
    fitting.add(pack);
  }
  return fitting;
}

const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;
