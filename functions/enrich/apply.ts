import type { FactStore, Facts, FactsWanted } from "../../shared/redis/facts.ts";
import type { StateServer } from "../../shared/redis/server.ts";
import { RedisUnavailable } from "../../shared/redis/unavailable.ts";
import {
  decideEvent,
  decideUser,
  type EnrichRules,
  type Moment,
  type UserDecision,
  type UserEvents,
} from "./decide.ts";
import type { Decided } from "./decided.ts";
import type { Decoded } from "./decode.ts";

export interface Applied {
  /** What was decided of each event, aligned with the batch. */
  decided: Decided[];
  redelivered: number;
  /** Users whose state another writer had changed in between. */
  races: number;
  /** Users with a state that this version could not read: of a newer format, or damaged. */
  statesLost: number;
}

/** Rounds of read, fold and write before a contended user is left to a retry of the batch. */
const MOST_ROUNDS = 8;

/**
 * Reads the facts in one round trip, decides every event, and writes the users' states before anything is
 * emitted. Users whose write lost a race are read and folded again. Throws when session state is out of reach
 * and events are to wait for it.
 */
export async function applyEvents(
  events: readonly Decoded[],
  store: FactStore,
  rules: EnrichRules,
  outage: "wait" | "degrade",
  moment: Moment,
  deadline: number,
): Promise<Applied> {
  const users = groupByUser(events);
  const facts = await store.read(wanted(users, events), deadline);
  const applied: Applied = { decided: new Array(events.length), redelivered: 0, races: 0, statesLost: 0 };
  try {
    await applyStates(users, facts, applied, store, rules, moment, deadline);
  } catch (error) {
    // What is no outage is a mistake, and must not pass for one.
    if (outage === "wait" || !(error instanceof RedisUnavailable)) throw error;
    // Events pass without a session, say so in enrichment_status, and can be enriched again by a replay.
    for (const [at, event] of events.entries())
      applied.decided[at] ??= decideEvent(event, undefined, "missing", facts, rules, moment);
  }
  return applied;
}

/** A user's events, with their positions in the batch. */
interface BatchUser extends UserEvents {
  at: number[];
}

async function applyStates(
  users: BatchUser[],
  facts: Facts,
  applied: Applied,
  store: FactStore,
  rules: EnrichRules,
  moment: Moment,
  deadline: number,
): Promise<void> {
  let pending = users;
  let { states, server } = facts;
  for (let round = 0; pending.length > 0; round += 1) {
    if (states === undefined || server === undefined)
      throw new RedisUnavailable("Session state is out of reach: Redis did not answer.");
    if (round === MOST_ROUNDS)
      throw new Error(`Session state of ${pending.length} users is contended; giving way.`);
    const decisions = decideAll(pending, states, server, facts, rules, moment);
    const writes = decisions.flatMap(({ write }) => write ?? []);
    const lost = writes.length === 0 ? new Set<string>() : await store.compareAndSet(writes, deadline);
    applied.races += lost.size;
    pending = keepDecided(applied, pending, decisions, lost);
    if (pending.length > 0) {
      const again = { users: pending.map(({ user }) => user), ips: [], zips: [] };
      ({ states, server } = await store.read(again, deadline));
    }
  }
}

function decideAll(
  users: readonly UserEvents[],
  states: ReadonlyMap<string, string>,
  server: StateServer,
  facts: Facts,
  rules: EnrichRules,
  moment: Moment,
): UserDecision[] {
  const decisions: UserDecision[] = [];
  for (const user of users)
    decisions.push(decideUser(user, states.get(user.user), server, facts, rules, moment));
  return decisions;
}

/**
 * Takes over what is now stored, and answers the users that have to be folded again. Loops without closures, here and
 * in `decideUser`: one that captured the batch kept it alive for several batches, and doubled the time of collection.
 */
function keepDecided(
  applied: Applied,
  users: readonly BatchUser[],
  decisions: readonly UserDecision[],
  lost: ReadonlySet<string>,
): BatchUser[] {
  const again: BatchUser[] = [];
  for (let index = 0; index < users.length; index += 1) {
    const user = users[index]!;
    if (lost.has(user.user)) {
      again.push(user);
      continue;
    }
    const { decided, redelivered, lost: stateLost } = decisions[index]!;
    applied.redelivered += redelivered;
    if (stateLost) applied.statesLost += 1;
    for (let own = 0; own < decided.length; own += 1) applied.decided[user.at[own]!] = decided[own]!;
  }
  return again;
}

function groupByUser(events: readonly Decoded[]): BatchUser[] {
  const byUser = new Map<string, BatchUser>();
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at]!;
    const { user } = event;
    const known = byUser.get(user);
    if (known === undefined) byUser.set(user, { user, events: [event], at: [at] });
    else {
      known.events.push(event);
      known.at.push(at);
    }
  }
  return [...byUser.values()];
}

function wanted(users: readonly UserEvents[], events: readonly Decoded[]): FactsWanted {
  const ips = new Set<string>();
  const zips = new Set<string>();
  for (const { event } of events) {
    if (event.ip !== undefined) ips.add(event.ip);
    if (event.zip_code !== undefined) zips.add(event.zip_code);
  }
  return { users: users.map(({ user }) => user), ips: [...ips], zips: [...zips] };
}
