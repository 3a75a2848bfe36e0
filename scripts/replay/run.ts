import type { ObjectStore } from "../../shared/failure/ports.ts";
import { FAILED_PREFIX } from "../../shared/failure/prefixes.ts";
import { changer, type EventChanges, standsForLines } from "./change.ts";
import type { Filter } from "./filter.ts";
import { openProgress, type ReplayProgress } from "./progress.ts";
import { countedLines, type PutResult, putBack, type ReplayItem, type ReplayStreams } from "./put.ts";
import { readReceipts, writeReceipts } from "./receipts.ts";
import { judgeRow, keysOf, replaysOf, rowsIn, type Terms } from "./select.ts";
import { type Done, Summary } from "./summary.ts";

/** Bytes that are put back at once; whole objects, so that the progress can name them. */
const PORTION_BYTES = 8 * 1024 * 1024;

export interface Replay {
  store: ObjectStore;
  filter: Filter;
  changes: EventChanges;
  /** Also what would fail again unchanged. */
  all: boolean;
  /** Also what was replayed `maxReplays` times already, and what was put back and has not failed since. */
  force: boolean;
  maxReplays: number;
  /** Where to put the events back; without, they are only counted. */
  apply?: ReplayStreams;
  /** Called after each portion. */
  onProgress?(progress: { objects: number; of: number; put: number }): void;
}

/**
 * Counts the failed events that match and, with `apply`, puts those that are ready back. It can be run again at any
 * time: an interrupted run continues where it stopped, what was put back is not offered again unless it fails again, and
 * an event that is put back twice changes nothing.
 */
export async function replay(parts: Replay): Promise<{ summary: Summary; done: Done }> {
  const { store, filter, apply } = parts;
  const summary = new Summary();
  const { patch, mapping } = parts.changes;
  const change = patch || mapping ? changer(parts.changes) : undefined;
  const receipts = await readReceipts(store, filter.since);
  const terms: Terms = { ...parts, receipts, applies: apply !== undefined, ...(change && { change }) };
  const replays = await replaysOf(store, FAILED_PREFIX, filter);
  const keys = await keysOf(store, FAILED_PREFIX, filter);
  const progress = apply && (await openProgress(store, selectionOf(parts)));
  const portion = new Portions(store, apply, progress);
  const seen = new Set<string>();
  let objects = 0;
  for (const key of keys) {
    objects += 1;
    if (progress?.done.has(key)) continue;
    for (const row of await rowsIn(store, key, filter, replays)) {
      if (seen.has(row.failure_id)) continue;
      seen.add(row.failure_id);
      const selected = await judgeRow(row, store, terms);
      summary.add(selected);
      portion.add(
        selected.events.map((bytes, index) => ({
          row,
          key,
          bytes,
          stands: index === 0 || standsForLines(row),
          lines: selected.events.length === 1 ? (row.lines ?? 1) : 1,
        })),
      );
    }
    if (await portion.close(key)) parts.onProgress?.({ objects, of: keys.length, put: portion.done.put });
  }
  await portion.flush();
  if (portion.done.left === 0) await progress?.finish();
  return { summary, done: { ...portion.done, putBefore: progress?.putBefore ?? 0 } };
}

/** What makes two runs the same replay. */
const selectionOf = ({ filter: { since, until, ...names }, changes, all, force, maxReplays }: Replay) => ({
  ...names,
  // Infinity is no JSON. An age such as 12h is another time in every run, so its runs are different replays.
  since: String(since),
  until: String(until),
  changes,
  all,
  force,
  // Under this name it stands in the hash that names the progress of a replay which was interrupted.
  mostReplays: maxReplays,
});

class Portions {
  readonly done = { put: 0, left: 0, codes: new Set<string>() };
  readonly #store: ObjectStore;
  readonly #streams: ReplayStreams | undefined;
  readonly #progress: ReplayProgress | undefined;
  #items: ReplayItem[] = [];
  #keys: string[] = [];
  #bytes = 0;

  constructor(store: ObjectStore, streams: ReplayStreams | undefined, progress: ReplayProgress | undefined) {
    this.#store = store;
    this.#streams = streams;
    this.#progress = progress;
  }

  add(items: readonly ReplayItem[]): void {
    this.#items.push(...items);
    for (const { bytes } of items) this.#bytes += bytes.byteLength;
  }

  /** An object is complete; returns whether its portion was put back. */
  async close(key: string): Promise<boolean> {
    this.#keys.push(key);
    if (this.#bytes < PORTION_BYTES) return false;
    await this.flush();
    return true;
  }

  async flush(): Promise<void> {
    if (this.#streams) {
      const { put, left, codes }: PutResult = await putBack(this.#items, this.#streams);
      this.done.put += put;
      this.done.left += countedLines(left);
      for (const code of codes) this.done.codes.add(code);
      const unput = new Set(left.map(({ row }) => row.failure_id));
      const whole = this.#items.map(({ row }) => row).filter(({ failure_id }) => !unput.has(failure_id));
      // After the streams have them: a run that ends in between puts them back again, which changes nothing.
      await writeReceipts(this.#store, whole);
      const open = new Set(left.map(({ key }) => key));
      const complete = this.#keys.filter((key) => !open.has(key));
      await this.#progress?.advance(complete, put);
    }
    this.#items = [];
    this.#keys = [];
    this.#bytes = 0;
  }
}
