import { deadlineSignal } from "../../shared/aws/pace.ts";
import type { Handler } from "../../shared/lambda.ts";
import type { DocumentSource } from "./elasticsearch.ts";
import type { IndexProgress } from "./index-progress.ts";
import { MOMENT_MS, nextStep, PAUSE_MS } from "./next-step.ts";
import type { IndexProgressStore } from "./progress-store.ts";
import { readOn } from "./read-on.ts";
import { lookAgain } from "./recheck-work.ts";
import { carryOn, type Produced, type SliceWork } from "./slice-work.ts";
import { LeaseLost } from "./slices.ts";

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
            await carryOn(work);
            return 0;
          case "recheck":
            await lookAgain(work);
            return 0;
          case "cut":
            return (await readOn(work, progress, parts.slices)) ? 0 : PAUSE_MS;
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
  };
}
