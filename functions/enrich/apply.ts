import type { FactStore, Facts } from "../../shared/redis/facts.ts";
import {
  decideUser,
  decideWithoutSession,
  type EnrichRules,
  type Moment,
  type UserDecision,
} from "./decide.ts";
import type { Decided } from "./decided.ts";
import type { Decoded } from "./decode.ts";

export interface Applied {
  /** What was decided of each event. */
  decided: Map<Decoded, Decided>;
  redelivered: number;
  /** Users whose state another writer had changed in between. */
  races: number;
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
  const facts = await store.read(wanted(events), deadline);
  const applied: Applied = { decided: new Map(), redelivered: 0, races: 0 };
  try {
    await applyStates(groupByUser(events), facts, applied, store, rules, moment, deadline);
  } catch (error) {
    if (outage === "wait") throw error;
    // Events pass without a session, say so in enrichment_status, and can be enriched again by a replay.
    for (const event of events) {
      if (!applied.decided.has(event))
        applied.decided.set(event, decideWithoutSession(event, facts, rules, moment));
    }
  }
  return applied;
}

async function applyStates(
  byUser: Map<string, Decoded[]>,
  facts: Facts,
  applied: Applied,
  store: FactStore,
  rules: EnrichRules,
  moment: Moment,
  deadline: number,
): Promise<void> {
  let pending = byUser;
  let states = facts.states;
  for (let round = 0; pending.size > 0; round += 1) {
    if (states === undefined) throw new Error("Session state is out of reach: Redis did not answer.");
    if (round === MOST_ROUNDS)
      throw new Error(`Session state of ${pending.size} users is contended; giving way.`);
    const decisions = new Map<string, UserDecision>();
    for (const [user, events] of pending) {
      decisions.set(user, decideUser(user, events, states.get(user), facts, rules, moment));
    }
    const writes = [...decisions.values()].flatMap(({ write }) => write ?? []);
    const lost = writes.length === 0 ? new Set<string>() : await store.compareAndSet(writes, deadline);
    applied.races += lost.size;
    pending = keepDecided(applied, pending, decisions, lost);
    if (pending.size > 0)
      states = (await store.read({ users: [...pending.keys()], ips: [], zips: [] }, deadline)).states;
  }
}

/** Takes over what is now stored, and answers the users that have to be folded again. */
function keepDecided(
  applied: Applied,
  pending: Map<string, Decoded[]>,
  decisions: Map<string, UserDecision>,
  lost: ReadonlySet<string>,
): Map<string, Decoded[]> {
  const again = new Map<string, Decoded[]>();
  for (const [user, events] of pending) {
    const { decided, redelivered } = decisions.get(user)!;
    if (lost.has(user)) {
      again.set(user, events);
      continue;
    }
    applied.redelivered += redelivered;
    for (let at = 0; at < events.length; at += 1) applied.decided.set(events[at]!, decided[at]!);
  }
  return again;
}

function groupByUser(events: readonly Decoded[]): Map<string, Decoded[]> {
  const byUser = new Map<string, Decoded[]>();
  for (const event of events) {
    const own = byUser.get(event.user);
    if (own === undefined) byUser.set(event.user, [event]);
    else own.push(event);
  }
  return byUser;
}

function wanted(events: readonly Decoded[]) {
  const users = new Set<string>();
  const ips = new Set<string>();
  const zips = new Set<string>();
  for (const { user, event } of events) {
    users.add(user);
    if (event.ip !== undefined) ips.add(event.ip);
    if (event.zip_code !== undefined) zips.add(event.zip_code);
  }
  return { users: [...users], ips: [...ips], zips: [...zips] };
}
