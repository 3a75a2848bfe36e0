import type { Width } from "../../../shared/redis/look-up/geo-bucket.ts";
import { narrowKey, wideKey } from "../../../shared/redis/look-up/keys.ts";
import type { AddressRange, Halves } from "./range.ts";

/** The part of a range that lies in one bucket. */
export interface Piece {
  key: string;
  width: Width;
  start: number;
  end: number;
}

const MOST_16 = 0xffff;
const MOST_32 = 0xffff_ffff;

/** Cuts a range at the borders of the buckets. */
export function* split({ family, first, last }: AddressRange): Generator<Piece> {
  if (family === 4) return yield* wide(4, first, last);
  const [from, fromLow] = first;
  const [to, toLow] = last;
  const firstWhole = fromLow === 0 && (from < to || toLow === MOST_32) ? from : from + 1;
  const lastWhole = toLow === MOST_32 && (from < to || fromLow === 0) ? to : to - 1;
  if (firstWhole > from) yield narrow(from, fromLow, from === to ? toLow : MOST_32);
  if (firstWhole <= lastWhole) yield* wide(6, upper(firstWhole), upper(lastWhole));
  if (lastWhole < to && to > from) yield narrow(to, 0, toLow);
}

const upper = (high: number): Halves => [high >>> 16, high & MOST_16];
const narrow = (high: number, start: number, end: number): Piece => ({
  key: narrowKey(high),
  width: 4,
  start,
  end,
});

function* wide(family: 4 | 6, [from, fromLow]: Halves, [to, toLow]: Halves): Generator<Piece> {
  for (let high = from; high <= to; high += 1) {
    const start = high === from ? fromLow : 0;
    yield { key: wideKey(family, high), width: 2, start, end: high === to ? toLow : MOST_16 };
  }
}
