import type { IndexProgress } from "./index-progress.ts";
import type { IndexProgressStore } from "./progress-store.ts";
import { type HeldSlice, heldBy, isLapsed, renewed } from "./slices.ts";

/** How long a slice belongs to whoever took it. A page takes a second or less, and a request at most ten. */
export const LEASE_MS = 30_000;
/**
 * Kept of a lease, ms: for clocks of two invocations that differ, and for saving. Nothing is published of a slice that may
 * have been taken over.
 */
const LEASE_MARGIN_MS = 8_000;
/**
 * Between two looks whether the slice before is on the stream, ms: that delays each slice by half of it. Each look costs the
 * reading of the progress, so that who is not the next looks less often.
 */
const LOOK_MS = 5;
const FAR_LOOK_MS = 30;

export interface TurnPorts {
  store: IndexProgressStore;
  now: () => number;
  sleep: (milliseconds: number) => Promise<unknown>;
}

/** When publishing a slice has to end, epoch ms. */
export const publishableUntil = ({ lease }: Pick<HeldSlice, "lease">): number =>
  lease.until - LEASE_MARGIN_MS;

/** Whether half of the lease is over. */
export const isAgeing = ({ lease }: Pick<HeldSlice, "lease">, now: number): boolean =>
  lease.until - now < LEASE_MS / 2;

/** The slice with enough of its lease left to work on it. Throws `LeaseLost`. */
export async function keptSlice(held: HeldSlice, { store, now }: TurnPorts): Promise<HeldSlice> {
  if (!isAgeing(held, now())) return held;
  const { token } = held.lease;
  const changed = await store.change((progress) => renewed(progress, token, now() + LEASE_MS));
  return heldBy(changed!.progress, token);
}

/**
 * Waits until everything before the slice is on the raw stream, and keeps the slice meanwhile. `help` carries on one before
 * it whose holder is dead, as all others may be waiting, too. Undefined when it is later than `until`. Throws `LeaseLost`.
 */
export async function turnOf(
  held: HeldSlice,
  until: number,
  ports: TurnPorts,
  help: () => Promise<unknown>,
): Promise<HeldSlice | undefined> {
  let own = held;
  while (own.before > 0) {
    if (ports.now() >= until) return undefined;
    const progress = await ports.store.read();
    own = await keptSlice(heldBy(progress, held.lease.token), ports);
    if (own.before === 0) break;
    if (isStuck(progress, ports.now())) await help();
    else await ports.sleep(own.before === 1 ? LOOK_MS : FAR_LOOK_MS * own.before);
  }
  return keptSlice(own, ports);
}

const isStuck = ({ slices }: IndexProgress, now: number): boolean =>
  slices[0] !== undefined && isLapsed(slices[0].lease, now);
