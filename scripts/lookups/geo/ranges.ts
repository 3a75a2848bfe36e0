import type { BucketRange } from "../../../shared/redis/look-up/range-bucket.ts";

/**
 * Puts a range into sorted, disjoint ranges, in place. What it overlaps gives way: the later row of a file wins.
 * Rows that come in their order, as data sets have them, are appended.
 */
export function put<Value>(ranges: BucketRange<Value>[], range: BucketRange<Value>): void {
  const last = ranges.at(-1);
  if (last === undefined || range.start > last.end) {
    ranges.push(range);
    return;
  }
  const from = firstEndingFrom(ranges, range.start);
  let to = from;
  while (to < ranges.length && ranges[to]!.start <= range.end) to += 1;
  const before = ranges[from]!;
  const after = ranges[to - 1];
  const pieces = [range];
  if (before.start < range.start) pieces.unshift({ ...before, end: range.start - 1 });
  if (to > from && after!.end > range.end) pieces.push({ ...after!, start: range.end + 1 });
  ranges.splice(from, to - from, ...pieces);
}

/** Index of the first range that ends at or after the address; there is one, for it is no later than the last's end. */
function firstEndingFrom(ranges: readonly BucketRange<unknown>[], address: number): number {
  let first = 0;
  let last = ranges.length - 1;
  while (first < last) {
    const middle = (first + last) >>> 1;
    if (ranges[middle]!.end >= address) last = middle;
    else first = middle + 1;
  }
  return first;
}
