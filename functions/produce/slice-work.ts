import type { Outgoing, Prepare } from "../../shared/publish/publish.ts";
import type { DocumentKeys } from "./document-keys.ts";
import type { DocumentSource, Hit } from "./elasticsearch.ts";
import { IndexPages } from "./index-pages.ts";
import type { IndexProgress } from "./index-progress.ts";
import { toMillis } from "./ingest-time.ts";
import type { Timing } from "./next-step.ts";
import { finished, type HeldSlice, heldBy, LeaseLost, letGoOf, takeOver } from "./slices.ts";
import { keptSlice, LEASE_MS, publishableUntil, type TurnPorts, turnOf } from "./turn.ts";

export interface Produced {
  sent: number;
  failed: number;
  /** Slices that this invocation lost to another, because it took longer than its lease. */
  lost: number;
  /** Documents without an ingest time. */
  unreachable: number;
}

/** What an invocation works with. */
export interface SliceWork extends TurnPorts {
  prepare: Prepare;
  /** The events of a document. */
  eventsOf: (hit: Hit) => Outgoing[];
  timing: Timing;
  source: DocumentSource;
  /** Ends every request to the index. */
  signal: AbortSignal;
  produced: Produced;
  /** Epoch ms by which everything has to be on the stream. */
  publishBy: number;
}

/** A turn that comes later than so much before the end, ms, is left to the next invocation. */
const LAST_TURN_MS = 4_000;

/** The point in time at which a slice is read, and when (epoch ms) that was. */
interface PagesAt {
  pages: IndexPages;
  at: number;
}

type Taken = { progress: IndexProgress; token: number };

/**
 * Reads a slice, waits until all before it are on the raw stream, publishes it and says so. Where it does not come to that,
 * it lets go of the slice. Throws `LeaseLost`.
 */
export async function carryOut(work: SliceWork, { progress, token }: Taken, opened?: PagesAt): Promise<void> {
  const at = opened?.at ?? work.now();
  const pages = opened?.pages ?? (await IndexPages.open(work.source, work.signal));
  let partly: number | undefined;
  try {
    const held = heldBy(progress, token);
    const keys = await work.store.keys(held.known);
    const state = { held, keys, pages };
    const left = await publishPages(work, state);
    if (left !== undefined) {
      partly = await work.store.writeKeys(held.slot, token, keys);
      throw new Error(left);
    }
    if (state.held.isFirst) await finish(work, state.held, keys, at);
    else await letGo(work, token, undefined);
  } catch (error) {
    // The error that is under way says more than one of letting go; then the slice is free when its lease ends.
    if (!(error instanceof LeaseLost)) await letGo(work, token, partly).catch(() => undefined);
    throw error;
  } finally {
    if (opened === undefined) await pages.close();
  }
}

interface Reading {
  held: HeldSlice;
  keys: DocumentKeys;
  pages: IndexPages;
}

/**
 * Publishes page after page, the first when it is the slice's turn. Returns why events are left, for a person; `keys` are
 * those of the published documents. Without a turn in time the slice is not first at the end.
 */
async function publishPages(work: SliceWork, reading: Reading): Promise<string | undefined> {
  const { keys, pages } = reading;
  for await (const hits of pages.read(reading.held)) {
    const fresh = hits.filter((hit) => !keys.has(hit));
    const outgoing = fresh.flatMap((hit) => work.eventsOf(hit).map((event) => ({ ...event, hit })));
    const publish = work.prepare(outgoing);
    const held = await ready(work, reading.held);
    if (held === undefined) return undefined;
    reading.held = held;
    const { sent, failed, left } = await publish(Math.min(work.publishBy, publishableUntil(held)));
    work.produced.sent += sent;
    work.produced.failed += failed;
    const leftHits = new Set<Hit>(left.map(({ hit }) => hit));
    for (const hit of fresh) if (!leftHits.has(hit)) keys.add(hit);
    if (left.length > 0)
      return `The raw stream did not take ${left.length} of ${outgoing.length} events in time; they come again.`;
  }
  return undefined;
}

const ready = (work: SliceWork, held: HeldSlice): Promise<HeldSlice | undefined> =>
  held.isFirst
    ? keptSlice(held, work)
    : turnOf(held, work.publishBy - LAST_TURN_MS, work, async () => {
        const taken = await work.store.change((progress, token) =>
          takeOver(progress, work.now(), { token, until: work.now() + LEASE_MS }, 1),
        );
        if (taken !== undefined) await carryOut(work, taken);
      });

/** @param at when the slice was read, epoch ms */
async function finish(work: SliceWork, held: HeldSlice, keys: DocumentKeys, at: number): Promise<void> {
  const { lagMs, overlapMs } = work.timing;
  const { token } = held.lease;
  const done = toMillis(held.to) <= at - lagMs - overlapMs;
  // Of what is settled at once nobody asks for the keys.
  const parts = done && held.isAlone ? 0 : await work.store.writeKeys(held.slot, token, keys);
  await work.store.change((progress) => finished(progress, token, { parts, done }));
}

async function letGo({ store }: SliceWork, token: number, partly: number | undefined): Promise<void> {
  await store.change((progress) => letGoOf(progress, token, partly));
}
