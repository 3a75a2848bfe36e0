import { compareTimes, earlier, fromMillis, type IngestTime, later, toMillis } from "./ingest-time.ts";
import type { DocumentKey, Seen } from "./seen.ts";

/** How far the index is read. */
export interface IndexProgress {
  /** Ingest time of the newest document that was read; documents of the same time may follow. */
  cursor?: IngestTime;
  /** Nothing before it is read again: it was read after all of its documents had become visible. */
  settled?: IngestTime;
  /** What was published from `settled` on. */
  seen: Seen;
}

export interface Timing {
  /** A poll stops this far before now, ms: longer than ingest delay plus refresh, for documents to come in order. */
  lagMs: number;
  /** How long after that a document may still become visible and be found, ms. */
  overlapMs: number;
}

/** The range of ingest time that a poll reads. */
export interface ReadWindow {
  /** Included; undefined is the beginning. */
  from: IngestTime | undefined;
  /** Excluded. */
  to: IngestTime;
  /** Everything before this time is settled once the window is read from `settled` on. */
  settles: IngestTime | undefined;
}

/**
 * What to read at `now` (epoch ms). Usually this is what came after the cursor. When enough time has passed since
 * `settled`, it is everything from `settled` on, which finds documents that became visible late. So each document is
 * read about three times, however often the index is polled.
 */
export function windowAt(
  { cursor, settled }: IndexProgress,
  { lagMs, overlapMs }: Timing,
  now: number,
): ReadWindow {
  const to = fromMillis(now - lagMs);
  const settles = fromMillis(now - lagMs - overlapMs);
  const due = settled === undefined || toMillis(settles) - toMillis(settled) >= overlapMs;
  return due ? { from: settled, to, settles } : { from: latest(cursor, settled), to, settles: undefined };
}

/** What came of one page of a window. */
export interface PageResult {
  /** Documents that have been published, now or earlier. */
  published: readonly DocumentKey[];
  /** The first document that has to be published again. */
  firstLeft?: DocumentKey | undefined;
  /** Ingest time of the last document of the page; absent when it has none. */
  last?: IngestTime | undefined;
  /** No page follows. */
  exhausted: boolean;
}

/** Moves on after a page: never past a document that is not published, and never past what can still appear. */
export function advance(progress: IndexProgress, window: ReadWindow, page: PageResult): IndexProgress {
  const settled = settledBy(progress.settled, window, page);
  const cursor = page.firstLeft?.ingestedAt ?? latest(progress.cursor, page.last);
  const { seen } = progress;
  if (settled !== undefined) seen.prune(settled);
  for (const document of page.published)
    if (settled === undefined || compareTimes(document.ingestedAt, settled) >= 0) seen.add(document);
  return { seen, ...(cursor !== undefined && { cursor }), ...(settled !== undefined && { settled }) };
}

function settledBy(
  settled: IngestTime | undefined,
  window: ReadWindow,
  page: PageResult,
): IngestTime | undefined {
  if (window.settles === undefined) return settled;
  const read = page.firstLeft?.ingestedAt ?? (page.exhausted ? window.to : page.last);
  return read === undefined ? settled : latest(settled, earlier(read, window.settles));
}

function latest(a: IngestTime | undefined, b: IngestTime | undefined): IngestTime | undefined {
  return a === undefined || b === undefined ? (a ?? b) : later(a, b);
}
