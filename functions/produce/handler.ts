import { deadlineSignal } from "../../shared/aws/pace.ts";
import type { Handler } from "../../shared/lambda.ts";
import type { Outgoing, Publish } from "../../shared/publish/publish.ts";
import type { DocumentSource, Hit, IndexSnapshot } from "./elasticsearch.ts";
import { compareTimes } from "./ingest-time.ts";
import { advance, type IndexProgress, type ReadWindow, type Timing, windowAt } from "./progress.ts";
import type { SavedProgress } from "./saved-progress.ts";

export interface ProduceParts {
  source: () => Promise<DocumentSource>;
  load: () => Promise<SavedProgress>;
  publish: Publish;
  /** The events of a document. */
  eventsOf: (hit: Hit) => Outgoing[];
  timing: Timing;
  /** How long one invocation goes on polling, ms. */
  pollMs: number;
  now: () => number;
  sleep: (milliseconds: number) => Promise<unknown>;
  /** Called once an invocation, also before one that fails throws. */
  report: (produced: Produced, progress: IndexProgress) => void;
}

export interface Produced {
  sent: number;
  failed: number;
  /** Polls that were carried out to their end. */
  polls: number;
  /** Documents without an ingest time. */
  unreachable: number;
}

/** Time kept for publishing the last page and for saving the progress, ms. */
const LAST_PAGE_MS = 8_000;
/** Time kept for saving alone, ms. */
const SAVE_MS = 2_000;
/**
 * Pause between two polls, ms. It is short compared with the lag; a shorter one would cost more writes of the cursor.
 */
const PAUSE_MS = 500;

/**
 * Polls the index and puts its documents on the raw stream until the time is up. Each page is published, then the
 * progress saved: an invocation that ends at any point loses nothing, and what it repeats has the same event_id.
 */
export function produceHandler(parts: ProduceParts): Handler<unknown, Produced> {
  const { timing, pollMs, now, sleep } = parts;

  return async (_tick, { deadline }) => {
    const end = Math.min(now() + pollMs, deadline - LAST_PAGE_MS);
    const signal = deadlineSignal(deadline - SAVE_MS, now());
    const source = await parts.source();
    const saved = await parts.load();
    const unreachable = await source.countUnreachable(signal);
    const produced: Produced = { sent: 0, failed: 0, polls: 0, unreachable };
    let { progress } = saved;
    try {
      do {
        await poll();
        await sleep(Math.max(0, Math.min(PAUSE_MS, end - now())));
      } while (now() < end);
    } finally {
      parts.report(produced, progress);
    }
    return produced;

    /** Reads one window to its end, or until the time is up. */
    async function poll(): Promise<void> {
      // Read before the snapshot is taken, so that the snapshot is never older than the window assumes.
      const window = windowAt(progress, timing, now());
      const snapshot = await source.open(signal);
      try {
        let last: Hit | undefined;
        for (let exhausted = false; !exhausted; ) {
          const hits = await freshPage(snapshot, window, last);
          exhausted = hits.length < source.pageSize;
          await publishPage(window, hits, exhausted);
          last = hits.at(-1);
          if (now() >= end) return;
        }
        produced.polls += 1;
      } finally {
        // A snapshot that cannot be closed expires by itself, and an earlier error must not be hidden by this one.
        await snapshot.close().catch(() => undefined);
      }
    }

    /** A range that was read before is read by identity first, and in full only if it has new documents. */
    async function freshPage(
      snapshot: IndexSnapshot,
      window: ReadWindow,
      after: Hit | undefined,
    ): Promise<Hit[]> {
      const start = after?.ingestedAt ?? window.from;
      const readBefore =
        start !== undefined && progress.cursor !== undefined && compareTimes(start, progress.cursor) < 0;
      const page = { from: window.from, to: window.to, after };
      const hits = await snapshot.page({ ...page, withDocuments: !readBefore });
      if (!readBefore || hits.every((hit) => progress.seen.has(hit))) return hits;
      return snapshot.page({ ...page, withDocuments: true });
    }

    async function publishPage(window: ReadWindow, hits: readonly Hit[], exhausted: boolean): Promise<void> {
      const fresh = hits.filter((hit) => !progress.seen.has(hit));
      const outgoing = fresh.flatMap((hit) => parts.eventsOf(hit).map((event) => ({ ...event, hit })));
      const { sent, failed, left } = await parts.publish(outgoing, deadline - SAVE_MS);
      produced.sent += sent;
      produced.failed += failed;
      const leftHits = new Set(left.map(({ hit }) => hit));
      progress = advance(progress, window, {
        published: fresh.filter((hit) => !leftHits.has(hit)),
        firstLeft: fresh.find((hit) => leftHits.has(hit)),
        last: hits.at(-1)?.ingestedAt,
        exhausted,
      });
      await saved.save(progress);
      if (left.length > 0)
        throw new Error(
          `The raw stream did not take ${left.length} of ${outgoing.length} events in time; they come again.`,
        );
    }
  };
}
