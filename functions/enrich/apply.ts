import type { FactStore, Facts, FactsWanted, StateWrite } from "../../shared/redis/facts.ts";
import type { StateServer } from "../../shared/redis/server.ts";
import { RedisUnavailable } from "../../shared/redis/unavailable.ts";
import {
  type BatchContext,
  type BatchInputs,
  type DeviceEvents,
  type EnrichedDevice,
  enrichDevice,
  enrichEvent,
  lookUpsOf,
} from "./enrich-device.ts";
import type { Enrichment } from "./enrichment.ts";
import type { ReadEvent } from "./read.ts";
import type { Remembered } from "./remembered.ts";
import type { EnrichRules } from "./rules.ts";

export interface Applied {
  /** What each event got, aligned with the batch. */
  remembered: Remembered[];
  redelivered: number;
  /** Devices whose state another writer had changed in between. */
  races: number;
  /** Devices with a state that this version could not read: of a newer format, or damaged. */
  statesLost: number;
}

/** Rounds of read, fold and write before a contended device is left to a retry of the batch. */
const MAX_ROUNDS = 8;

/** How a batch is enriched. */
export interface ApplyOptions {
  enrichment: Enrichment;
  rules: EnrichRules;
  outage: "wait" | "degrade";
}

/**
 * Reads the facts in one round trip, enriches every event, and writes the devices' states before anything is emitted.
 * Devices whose write lost a race are read and folded again. Throws when session state is out of reach and events are to
 * wait for it.
 */
export async function applyEvents(
  events: readonly ReadEvent[],
  store: FactStore,
  { enrichment, rules, outage }: ApplyOptions,
  inputs: BatchInputs,
  deadline: number,
): Promise<Applied> {
  const devices = groupByDevice(events);
  const facts = await store.read(wanted(devices, events, enrichment), deadline);
  const context = { ...inputs, enrichment, rules, lookUps: lookUpsOf(enrichment, facts) };
  const applied: Applied = {
    remembered: new Array(events.length),
    redelivered: 0,
    races: 0,
    statesLost: 0,
  };
  try {
    await applyStates(devices, facts, applied, store, context, deadline);
  } catch (error) {
    // What is no outage is a mistake, and must not pass for one.
    if (outage === "wait" || !(error instanceof RedisUnavailable)) throw error;
    // Events pass without a session, say so in enrichment_status, and can be enriched again by a replay.
    for (const [at, event] of events.entries())
      applied.remembered[at] ??= enrichEvent(event, unlinked(event), "missing", context);
  }
  return applied;
}

/** Who it was as far as the event itself says: the link is out of reach. */
const unlinked = ({ event: { user_id }, device }: ReadEvent) =>
  ({ id: user_id ?? device, status: user_id === undefined ? "missing" : "ok" }) as const;

/** A device's events, with their positions in the batch. */
interface BatchDevice extends DeviceEvents {
  at: number[];
}

async function applyStates(
  devices: BatchDevice[],
  facts: Facts,
  applied: Applied,
  store: FactStore,
  context: BatchContext,
  deadline: number,
): Promise<void> {
  let pending = devices;
  let { states, server } = facts;
  for (let round = 0; pending.length > 0; round += 1) {
    if (states === undefined || server === undefined)
      throw new RedisUnavailable("Session state is out of reach: Redis did not answer.");
    if (round === MAX_ROUNDS)
      throw new Error(`Session state of ${pending.length} devices is contended; giving way.`);
    const enriched = enrichAll(pending, states, server, context);
    const writes: StateWrite[] = [];
    for (const { write } of enriched) if (write !== undefined) writes.push(write);
    const lost = writes.length === 0 ? new Set<string>() : await store.compareAndSet(writes, deadline);
    applied.races += lost.size;
    pending = keepWritten(applied, pending, enriched, lost);
    if (pending.length > 0) {
      const again = { devices: pending.map(({ device }) => device), keys: {} };
      ({ states, server } = await store.read(again, deadline));
    }
  }
}

function enrichAll(
  devices: readonly DeviceEvents[],
  states: ReadonlyMap<string, string>,
  server: StateServer,
  context: BatchContext,
): EnrichedDevice[] {
  const enriched: EnrichedDevice[] = [];
  for (const device of devices)
    enriched.push(enrichDevice(device, states.get(device.device), server, context));
  return enriched;
}

/**
 * Takes over what is now stored, and returns the devices that have to be folded again. Loops without closures, here and
 * in `enrichDevice`: one that captured the batch kept it alive for several batches, and doubled the time of collection.
 */
function keepWritten(
  applied: Applied,
  devices: readonly BatchDevice[],
  enriched: readonly EnrichedDevice[],
  lost: ReadonlySet<string>,
): BatchDevice[] {
  const again: BatchDevice[] = [];
  for (let index = 0; index < devices.length; index += 1) {
    const device = devices[index]!;
    if (lost.has(device.device)) {
      again.push(device);
      continue;
    }
    const { remembered, redelivered, stateLost } = enriched[index]!;
    applied.redelivered += redelivered;
    if (stateLost) applied.statesLost += 1;
    for (let own = 0; own < remembered.length; own += 1)
      applied.remembered[device.at[own]!] = remembered[own]!;
  }
  return again;
}

function groupByDevice(events: readonly ReadEvent[]): BatchDevice[] {
  const byDevice = new Map<string, BatchDevice>();
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at]!;
    const { device } = event;
    const known = byDevice.get(device);
    if (known === undefined) byDevice.set(device, { device, events: [event], at: [at] });
    else {
      known.events.push(event);
      known.at.push(at);
    }
  }
  return [...byDevice.values()];
}

function wanted(
  devices: readonly DeviceEvents[],
  events: readonly ReadEvent[],
  { tables }: Enrichment,
): FactsWanted {
  const keys: Record<string, Set<string>> = {};
  for (const [at, table] of tables.entries()) {
    keys[table] ??= new Set();
    addKeys(keys[table], events, at);
  }
  return { devices: devices.map(({ device }) => device), keys };
}

function addKeys(asked: Set<string>, events: readonly ReadEvent[], at: number): void {
  for (let each = 0; each < events.length; each += 1) {
    const key = events[each]!.keys[at];
    if (key !== undefined) asked.add(key);
  }
}
