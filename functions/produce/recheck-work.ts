import type { DocumentKeys } from "./document-keys.ts";
import { IndexPages } from "./index-pages.ts";
import {
  type HeldRecheck,
  recheckedBy,
  recheckFinished,
  recheckReleased,
  recheckRenewed,
  takeRecheck,
} from "./rechecks.ts";
import type { SliceWork } from "./slice-work.ts";
import { LeaseLost } from "./slices.ts";
import { isAgeing, LEASE_MS, publishableUntil } from "./turn.ts";

/**
 * Reads a stretch by identity once no document of it can become visible any more, and publishes those that did so after it
 * was read; nothing where there is no such stretch. Throws `LeaseLost`.
 */
export async function lookAgain(work: SliceWork): Promise<void> {
  const { store, now, timing } = work;
  const at = now();
  const taken = await store.change((progress, token) =>
    takeRecheck(progress, at - timing.lagMs - timing.overlapMs, at, { token, until: at + LEASE_MS }),
  );
  if (taken === undefined) return;
  const { token } = taken;
  const held = recheckedBy(taken.progress, token);
  // Opened after the look at the clock, so that nothing becomes visible behind it.
  const pages = await IndexPages.open(work.source, work.signal);
  try {
    await publishLate(work, held, await store.keys(held.known), pages);
    await store.change((progress) => recheckFinished(progress, token));
  } catch (error) {
    // The error that is under way says more than one of letting go; then the stretch is free when its lease ends.
    if (!(error instanceof LeaseLost))
      await store.change((progress) => recheckReleased(progress, token)).catch(() => undefined);
    throw error;
  } finally {
    await pages.close();
  }
}

async function publishLate(
  work: SliceWork,
  held: HeldRecheck,
  keys: DocumentKeys,
  pages: IndexPages,
): Promise<void> {
  const { store, produced, now } = work;
  let { lease } = held;
  for await (const hits of pages.read(held, (hit) => keys.has(hit))) {
    if (isAgeing({ lease }, now())) {
      lease = { ...lease, until: now() + LEASE_MS };
      await store.change((progress) => recheckRenewed(progress, lease.token, lease.until));
    }
    const late = hits.filter((hit) => !keys.has(hit)).flatMap(work.eventsOf);
    if (late.length === 0) continue;
    const { sent, failed, left } = await work.prepare(late)(
      Math.min(work.publishBy, publishableUntil({ lease })),
    );
    produced.sent += sent;
    produced.failed += failed;
    if (left.length > 0)
      throw new Error(
        `The raw stream did not take ${left.length} of ${late.length} events in time; they come again.`,
      );
  }
}
