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
    const state: Reading = { held, keys, pages, at, parts: undefined };
    const left = await publishPages(work, state);
    if (left !== undefined) {
      partly = await work.store.writeKeys(held.slot, token, keys);
      throw new Error(left);
    }
    if (state.parts !== undefined) await finish(work, state, state.parts);
    else await letGo(work, token, undefined);
  } catch (error) {
    // The error that is under way says more than one of letting go; then the slice is free when its lease ends.
    if (!(error instanceof LeaseLost)) await letGo(work, token, partly).catch(() => undefined);
    throw error;
  } finally {
    if (opened === undefined) await pages.close();
  }
}

/**
 * Carries out a slice that was cut for whoever comes, or that somebody let go of; nothing where there is none. Throws
 * `LeaseLost`.
 * @param among how many of the first ones it is looked for; all unless given
 */
export async function carryOn(work: SliceWork, among?: number): Promise<void> {
  const taken = await work.store.change((progress, token) =>
    takeOver(progress, work.now(), { token, until: work.now() + LEASE_MS }, among),
  );
  if (taken !== undefined) await carryOut(work, taken);
}

interface Reading {
  held: HeldSlice;
  keys: DocumentKeys;
  pages: IndexPages;
  /** When the point in time was taken, epoch ms. */
  at: number;
  /** Parts in which the keys are stored, once all documents are published. */
  parts: number | undefined;
}

/**
 * Publishes page after page, the first when it is the slice's turn, for which it waits with all that can be done before.
 * Returns why events are left, for a person; `keys` are those of the published documents then.
 */
async function publishPages(work: SliceWork, reading: Reading): Promise<string | undefined> {
  const { keys, pages } = reading;
  for await (const hits of pages.read(reading.held)) {
    const fresh = hits.filter((hit) => !keys.has(hit));
    const outgoing = fresh.flatMap((hit) => work.eventsOf(hit).map((event) => ({ ...event, hit })));
    const publish = work.prepare(outgoing);
    for (const hit of fresh) keys.add(hit);
    const held = await ready(work, reading.held);
    if (held === undefined) return undefined;
    reading.held = held;
    // At once: whoever waits for this slice waits for both, and nobody asks for its keys before it is finished.
    const [published, stored] = await Promise.allSettled([
      publish(Math.min(work.publishBy, publishableUntil(held))),
      storeKeys(work, reading),
    ]);
    const { sent, failed, left } = settledValue(published);
    work.produced.sent += sent;
    work.produced.failed += failed;
    if (left.length > 0) {
      for (const { hit } of left) keys.delete(hit);
      return `The raw stream did not take ${left.length} of ${outgoing.length} events in time; they come again.`;
    }
    reading.parts = settledValue(stored);
  }
  return undefined;
}

function settledValue<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

const ready = (work: SliceWork, held: HeldSlice): Promise<HeldSlice | undefined> =>
  held.before === 0
    ? keptSlice(held, work)
    : turnOf(held, work.publishBy - LAST_TURN_MS, work, () => carryOn(work, 1));

/** Whether no document of the slice can become visible any more. */
const isDone = ({ timing }: SliceWork, { held, at }: Reading): boolean =>
  toMillis(held.to) <= at - timing.lagMs - timing.overlapMs;

/** In how many parts; in none where nobody will ask for them, as the slice is settled at once. */
const storeKeys = async (work: SliceWork, reading: Reading): Promise<number> =>
  reading.held.isAlone && isDone(work, reading)
    ? 0
    : work.store.writeKeys(reading.held.slot, reading.held.lease.token, reading.keys);

async function finish(work: SliceWork, reading: Reading, parts: number): Promise<void> {
  const { token } = reading.held.lease;
  const done = isDone(work, reading);
  await work.store.change((progress) => finished(progress, token, { parts, done }));
}

async function letGo({ store }: SliceWork, token: number, partly: number | undefined): Promise<void> {
  await store.change((progress) => letGoOf(progress, token, partly));
}
