import type { IndexProgress, Lease, OpenSlice, ReadRange } from "./index-progress.ts";
import type { IngestTime } from "./ingest-time.ts";

/** Another invocation has taken over what this one was at, and carries it on. */
export class LeaseLost extends Error {
  override name = "LeaseLost";

  constructor() {
    super("Another invocation has taken over the slice meanwhile, and carries it on.");
  }
}

/** Where keys of documents are stored. */
export interface KeyPlace {
  slot: number;
  parts: number;
}

/** A slice from the point of view of whoever holds it. */
export interface HeldSlice {
  slot: number;
  /** Included; undefined is the beginning. */
  from: IngestTime | undefined;
  /** Excluded. */
  to: IngestTime;
  lease: Lease;
  /** Slices before it that are not on the raw stream yet. */
  before: number;
  /** There are none, and nothing before it is read again. */
  isAlone: boolean;
  /** Keys of documents from `from` on that are on the raw stream already. */
  known: KeyPlace[];
}

/** Where the next slice begins; undefined is the beginning. */
export const frontier = ({ slices, cursor }: IndexProgress): IngestTime | undefined =>
  slices.at(-1)?.to ?? cursor;

export const isLapsed = ({ until }: Lease, now: number): boolean => until < now;

/** Nobody's: whoever has nothing else to do takes the slice over. */
const FREE: Lease = { token: 0, until: 0 };

/** Adds a slice that begins at the frontier. Undefined where somebody else has done so meanwhile. */
export function takeNext(
  progress: IndexProgress,
  { from, to }: { from: IngestTime | undefined; to: IngestTime },
  lease: Lease,
): IndexProgress | undefined {
  if (frontier(progress) !== from) return undefined;
  return { ...progress, slices: [...progress.slices, { slot: freeSlot(progress), to, lease }] };
}

/** Adds one for whoever comes, by the planner of the lease. Undefined where somebody else cuts. */
export function planNext(
  progress: IndexProgress,
  slice: { from: IngestTime | undefined; to: IngestTime },
  planner: Lease,
  now: number,
): IndexProgress | undefined {
  const isOthers =
    progress.planner && progress.planner.token !== planner.token && !isLapsed(progress.planner, now);
  const added = isOthers ? undefined : takeNext(progress, slice, FREE);
  return added && { ...added, planner };
}

/** The planner has cut enough. */
export const planned = ({ planner, ...progress }: IndexProgress, token: number): IndexProgress =>
  planner && planner.token !== token ? { ...progress, planner } : progress;

/** Slices that nobody holds. */
export const freeSlices = ({ slices }: IndexProgress, now: number): number =>
  slices.filter(({ lease }) => isLapsed(lease, now)).length;

/** Takes the first slice, of the first `among`, whose holder let go of it or is dead. Undefined where there is none. */
export function takeOver(
  progress: IndexProgress,
  now: number,
  lease: Lease,
  among = Number.POSITIVE_INFINITY,
): IndexProgress | undefined {
  const at = progress.slices.findIndex((slice, place) => place < among && isLapsed(slice.lease, now));
  if (at < 0) return undefined;
  return { ...progress, slices: progress.slices.with(at, { ...progress.slices[at]!, lease }) };
}

/** The slice that the token holds. Throws `LeaseLost`. */
export function heldBy(progress: IndexProgress, token: number): HeldSlice {
  const at = indexOf(progress, token);
  const { slot, to, lease, partly } = progress.slices[at]!;
  const own = partly === undefined ? [] : [{ slot, parts: partly }];
  return {
    slot,
    from: at === 0 ? progress.cursor : progress.slices[at - 1]!.to,
    to,
    lease,
    before: at,
    isAlone: at === 0 && progress.ranges.length === 0,
    known: at === 0 ? [...endingAt(progress.ranges), ...own] : own,
  };
}

/** Keeps the slice for longer. Throws `LeaseLost`. */
export const renewed = (progress: IndexProgress, token: number, until: number): IndexProgress =>
  changed(progress, token, (slice) => ({ ...slice, lease: { token, until } }));

/** Lets go of it; `partly`: parts of keys, where some of its documents were published. Throws `LeaseLost`. */
export const letGoOf = (progress: IndexProgress, token: number, partly: number | undefined): IndexProgress =>
  changed(progress, token, (slice) => ({
    ...slice,
    lease: { token, until: 0 },
    ...(partly !== undefined && { partly }),
  }));

/**
 * All documents of the first slice are on the raw stream, their keys in `parts` parts; `done`: none can become visible any
 * more. Throws `LeaseLost`.
 */
export function finished(
  progress: IndexProgress,
  token: number,
  { parts, done }: { parts: number; done: boolean },
): IndexProgress {
  const [first, ...slices] = progress.slices;
  if (first?.lease.token !== token) throw new LeaseLost();
  const range: ReadRange = {
    slot: first.slot,
    ...(parts !== 1 && { parts }),
    newest: first.to,
    ...(done && { done: true }),
  };
  return settled({ ...progress, cursor: first.to, ranges: [...progress.ranges, range], slices });
}

/** Forgets the first ranges that nobody reads again. */
export function settled(progress: IndexProgress): IndexProgress {
  const open = progress.ranges.findIndex(({ done }) => !done);
  const count = open < 0 ? progress.ranges.length : open;
  const last = progress.ranges[count - 1];
  return last === undefined
    ? progress
    : { ...progress, settled: last.newest, ranges: progress.ranges.slice(count) };
}

export const keyPlace = ({ slot, parts = 1 }: ReadRange): KeyPlace => ({ slot, parts });

/** Keys of the last stretch, where they hold documents of its very end: the first slice begins with that. */
function endingAt(ranges: readonly ReadRange[]): KeyPlace[] {
  if (ranges.at(-1)?.inclusive !== true) return [];
  const first = ranges.findLastIndex((range, at) => at < ranges.length - 1 && !range.joined) + 1;
  return ranges.slice(first).map(keyPlace);
}

function changed(
  progress: IndexProgress,
  token: number,
  change: (slice: OpenSlice) => OpenSlice,
): IndexProgress {
  const at = indexOf(progress, token);
  return { ...progress, slices: progress.slices.with(at, change(progress.slices[at]!)) };
}

function indexOf({ slices }: IndexProgress, token: number): number {
  const at = slices.findIndex(({ lease }) => lease.token === token);
  if (at < 0) throw new LeaseLost();
  return at;
}

function freeSlot({ ranges, slices }: IndexProgress): number {
  const used = new Set([...ranges, ...slices].map(({ slot }) => slot));
  let slot = 0;
  while (used.has(slot)) slot += 1;
  return slot;
}
