import { cutAhead } from "./cut-ahead.ts";
import { IndexPages } from "./index-pages.ts";
import type { IndexProgress } from "./index-progress.ts";
import { fromMillis, toMillis } from "./ingest-time.ts";
import { MAX_AHEAD } from "./next-step.ts";
import { carryOut, type SliceWork } from "./slice-work.ts";
import { frontier, takeNext } from "./slices.ts";
import { LEASE_MS } from "./turn.ts";

/**
 * Cuts the slice that begins at the frontier: where there is more behind it and others may read, slices for all of them; else
 * it is read and published here. Returns whether there was something to read. Throws `LeaseLost`.
 * @param slices that may be read at once
 */
export async function readOn(work: SliceWork, progress: IndexProgress, slices: number): Promise<boolean> {
  const { store, source, signal, timing, now } = work;
  const from = frontier(progress);
  // Read before the snapshot is taken, so that the snapshot is never older than the slice assumes.
  const to = fromMillis(now() - timing.lagMs);
  const at = toMillis(to) + timing.lagMs;
  const pages = await IndexPages.open(source, signal);
  try {
    const first = await pages.cut({ from, to });
    // Time without documents is passed over now and then: each slice is written down and looked at again.
    const isShort = from !== undefined && toMillis(to) - toMillis(from) < timing.overlapMs;
    if (first.isEmpty && isShort) return false;
    const ahead = Math.min(MAX_AHEAD, slices - 1);
    if (!first.isLast && ahead > 0) {
      await cutAhead(work, pages, { from, to }, first, ahead);
      return true;
    }
    const taken = await store.change((found, token) =>
      takeNext(found, { from, to: first.to }, { token, until: now() + LEASE_MS }),
    );
    if (taken !== undefined) await carryOut(work, taken, { pages, at });
    return true;
  } finally {
    await pages.close();
  }
}
