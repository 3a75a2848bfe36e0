import { narrowKey, wideKey } from "../../../shared/redis/look-up/keys.ts";
import type { Width } from "../../../shared/redis/look-up/range-bucket.ts";
import type { AddressRange, Halves } from "./range.ts";

/** The part of a range that lies in one bucket. */
export interface Piece {
  key: string;
  width: Width;
  start: number;
  end: number;
}

const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;

/**
 * Cuts a range at the borders of the buckets.
 * @param table what its keys begin with
 */
export function* split({ family, first, last }: AddressRange, table: string): Generator<Piece> {
  if (family === 4) return yield* wide(table, 4, first, last);
  const [from, fromLow] = first;
  const [to, toLow] = last;
  const firstWhole = fromLow === 0 && (from < to || toLow === MAX_32) ? from : from + 1;
  const lastWhole = toLow === MAX_32 && (from < to || fromLow === 0) ? to : to - 1;
  if (firstWhole > from) yield narrow(table, from, fromLow, from === to ? toLow : MAX_32);
  if (firstWhole <= lastWhole) yield* wide(table, 6, upper(firstWhole), upper(lastWhole));
  if (lastWhole < to && to > from) yield narrow(table, to, 0, toLow);
}

const upper = (high: number): Halves => [high >>> 16, high & MAX_16];
const narrow = (table: string, high: number, start: number, end: number): Piece => ({
  key: narrowKey(table, high),
  width: 4,
  start,
  end,
});

function* wide(table: string, family: 4 | 6, [from, fromLow]: Halves, [to, toLow]: Halves): Generator<Piece> {
  for (let high = from; high <= to; high += 1) {
    const start = high === from ? fromLow : 0;
    yield { key: wideKey(table, family, high), width: 2, start, end: high === to ? toLow : MAX_16 };
  }
}
