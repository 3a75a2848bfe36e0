import { deadlineSignal } from "../../shared/aws/pace.ts";
import type { Handler } from "../../shared/lambda.ts";
import { cutAhead } from "./cut-ahead.ts";
import type { DocumentSource } from "./elasticsearch.ts";
import { IndexPages } from "./index-pages.ts";
import type { IndexProgress } from "./index-progress.ts";
import { fromMillis, toMillis } from "./ingest-time.ts";
import { MAX_AHEAD, MOMENT_MS, nextStep, PAUSE_MS } from "./next-step.ts";
import type { IndexProgressStore } from "./progress-store.ts";
import { lookAgain } from "./recheck-work.ts";
import { carryOut, type Produced, type SliceWork } from "./slice-work.ts";
import { frontier, LeaseLost, takeNext, takeOver } from "./slices.ts";
import { LEASE_MS } from "./turn.ts";

export interface ProduceParts extends Pick<SliceWork, "prepare" | "eventsOf" | "timing" | "now" | "sleep"> {
  source: () => Promise<DocumentSource>;
  progress: IndexProgressStore;
  /** Slices of the index that may be read at once, by as many invocations. */
  slices: number;
  /** How long one invocation goes on polling, ms. */
  pollMs: number;
  /** Called once an invocation, also before one that fails throws. */
  report: (produced: Produced, progress: IndexProgress) => void;
}

/** Time kept for publishing the last page and for saving the progress, ms. */
const LAST_PAGE_MS = 8_000;
/** Time kept for saving alone, ms. */
const SAVE_MS = 2_000;

/**
 * Puts the documents of the index on the raw stream until the time is up, slice after slice: a slice is a stretch of ingest
 * time that belongs to one invocation by a lease. Several invocations read slices at once, and publish them one after the
 * other, so that order is kept. The progress is saved after that: an invocation that ends at any point loses nothing, and
 * what is repeated has the same event_id.
 */
export function produceHandler(parts: ProduceParts): Handler<unknown, Produced> {
  const { timing, now, sleep, progress: store } = parts;

  return async (_tick, { deadline }) => {
    const end = Math.min(now() + parts.pollMs, deadline - LAST_PAGE_MS);
    const signal = deadlineSignal(deadline - SAVE_MS, now());
    const source = await parts.source();
    const unreachable = await source.countUnreachable(signal);
    const produced: Produced = { sent: 0, failed: 0, lost: 0, unreachable };
    const work: SliceWork = { ...parts, store, source, signal, produced, publishBy: deadline - SAVE_MS };
    let progress = await store.read();
    try {
      for (;;) {
        const pause = await step();
        if (pause > 0) await sleep(Math.max(0, Math.min(pause, end - now())));
        if (now() >= end) break;
        progress = await store.read();
      }
    } finally {
      parts.report(produced, progress);
    }
    return produced;

    /** Returns after which pause there may be more to do, ms. */
    async function step(): Promise<number> {
      try {
        switch (nextStep(progress, timing, now(), parts.slices)) {
          case "take over":
            await carryOn();
            return 0;
          case "recheck":
            await lookAgain(work);
            return 0;
          case "cut":
            return (await readOn()) ? 0 : PAUSE_MS;
          case "wait a moment":
            return MOMENT_MS;
          case "wait":
            return PAUSE_MS;
        }
      } catch (error) {
        // Another invocation carries it on. What this one had published of it comes again, under the same ids.
        if (!(error instanceof LeaseLost)) throw error;
        produced.lost += 1;
        return 0;
      }
    }

    async function carryOn(): Promise<void> {
      const taken = await store.change((found, token) =>
        takeOver(found, now(), { token, until: now() + LEASE_MS }),
      );
      if (taken !== undefined) await carryOut(work, taken);
    }

    /** Whether there was something to read. */
    async function readOn(): Promise<boolean> {
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
        const ahead = Math.min(MAX_AHEAD, parts.slices - 1);
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
  };
}
