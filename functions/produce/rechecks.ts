import type { IndexProgress, Lease, ReadRange } from "./index-progress.ts";
import { type IngestTime, toMillis } from "./ingest-time.ts";
import { isLapsed, type KeyPlace, keyPlace, LeaseLost, settled } from "./slices.ts";

/** A stretch that is looked at again for documents that became visible late. */
export interface HeldRecheck {
  /** Included; undefined is the beginning. */
  from: IngestTime | undefined;
  /** Excluded. */
  to: IngestTime;
  lease: Lease;
  /** Keys of its documents. */
  known: KeyPlace[];
}

/** Ranges that are looked at again together: their keys are in memory at once, and their pages are read one by one. */
const MAX_RANGES = 32;

/** Indexes of the ranges to look at again: the first, before `end`, that nobody looks at and that are not done. */
function due(
  { ranges }: IndexProgress,
  end: number,
  now: number,
): { first: number; past: number } | undefined {
  const isFree = ({ done, recheck }: ReadRange) => !done && (recheck === undefined || isLapsed(recheck, now));
  const first = ranges.findIndex(isFree);
  if (first < 0) return undefined;
  let past = first;
  for (let at = first; at < ranges.length && isFree(ranges[at]!); at += 1) {
    if (ranges[at]!.joined) continue;
    if (toMillis(ranges[at]!.newest) > end || (at - first >= MAX_RANGES && past > first)) break;
    past = at + 1;
  }
  return past === first ? undefined : { first, past };
}

/** How long the first range that should be looked at again has waited for it, ms; undefined where there is none. */
export function recheckAge(progress: IndexProgress, end: number, now: number): number | undefined {
  const run = due(progress, end, now);
  if (run === undefined) return undefined;
  const isFull = run.past - run.first >= MAX_RANGES;
  return isFull ? Number.POSITIVE_INFINITY : end - toMillis(firstEnd(progress.ranges, run.first));
}

const firstEnd = (ranges: readonly ReadRange[], first: number): IngestTime =>
  ranges.slice(first).find(({ joined }) => !joined)!.newest;

/** Takes what is to be looked at again and ends before `end` (epoch ms). Undefined where there is nothing. */
export function takeRecheck(
  progress: IndexProgress,
  end: number,
  now: number,
  lease: Lease,
): IndexProgress | undefined {
  const run = due(progress, end, now);
  if (run === undefined) return undefined;
  const ranges = progress.ranges.map((range, at) =>
    at >= run.first && at < run.past ? { ...range, recheck: lease } : range,
  );
  return { ...progress, ranges };
}

/** What the token looks at again. Throws `LeaseLost`. */
export function recheckedBy({ ranges, settled: from }: IndexProgress, token: number): HeldRecheck {
  const first = ranges.findIndex(({ recheck }) => recheck?.token === token);
  const last = ranges.findLastIndex(({ recheck }) => recheck?.token === token);
  if (first < 0) throw new LeaseLost();
  return {
    from: first === 0 ? from : ranges[first - 1]!.newest,
    to: ranges[last]!.newest,
    lease: ranges[first]!.recheck!,
    known: ranges.slice(first, last + 1).map(keyPlace),
  };
}

/** Keeps it for longer. Throws `LeaseLost`. */
export const recheckRenewed = (progress: IndexProgress, token: number, until: number): IndexProgress =>
  changed(progress, token, (range) => ({ ...range, recheck: { token, until } }));

/** Lets go of it. Throws `LeaseLost`. */
export const recheckReleased = (progress: IndexProgress, token: number): IndexProgress =>
  changed(progress, token, ({ recheck: _, ...range }) => range);

/** Nothing of it is read any more. Throws `LeaseLost`. */
export const recheckFinished = (progress: IndexProgress, token: number): IndexProgress =>
  settled(changed(progress, token, ({ recheck: _, ...range }) => ({ ...range, done: true })));

function changed(
  progress: IndexProgress,
  token: number,
  change: (range: ReadRange) => ReadRange,
): IndexProgress {
  recheckedBy(progress, token);
  const ranges = progress.ranges.map((range) => (range.recheck?.token === token ? change(range) : range));
  return { ...progress, ranges };
}
