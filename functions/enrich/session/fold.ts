import { hash } from "node:crypto";
import type { SessionValues } from "../decided.ts";
import type { KeptEvent } from "../read.ts";
import type { OpenSession, UserState } from "./state.ts";

export interface SessionRules {
  /** Idle time that ends a session, ms. */
  idleMs: number;
  /** Longest session, ms. */
  capMs: number;
}

/** Sessions kept open for one user at once (several devices or tabs); the least recently used one is closed. */
const MOST_OPEN = 8;

/**
 * Applies one event to its user's state: finds or opens its session, counts it there, and says how the
 * session stands after it. `state` is the fold's own accumulator and is changed in place.
 */
export function foldEvent(
  state: UserState,
  event: KeptEvent,
  user: string,
  eventTime: number,
  rules: SessionRules,
): SessionValues {
  const found = sessionFor(state.sessions, event.session_id, eventTime, rules);
  const session = found ?? openSession(state, event, user, eventTime);
  const sinceLastMs = found === undefined ? undefined : Math.max(0, eventTime - session.lastAt);
  count(session, event, eventTime);
  toFront(state.sessions, session);
  return {
    id: session.id,
    index: session.index,
    startedAt: session.startedAt,
    eventIndex: session.events,
    durationMs: session.lastAt - session.startedAt,
    pageViews: session.pageViews,
    productViews: session.productViews,
    addToCarts: session.addToCarts,
    purchases: session.purchases,
    cartValue: session.cartValue,
    sinceLastMs,
  };
}

/**
 * The session that the source names; else one that the event continues. A late event may fall before the
 * session's start or between its events; what counts is that it is no further than the idle time from either end.
 */
function sessionFor(sessions: OpenSession[], named: string | undefined, at: number, rules: SessionRules) {
  if (named !== undefined) return sessions.find((session) => session.named && session.id === named);
  return sessions.find(
    (session) =>
      !session.named &&
      at - session.lastAt <= rules.idleMs &&
      session.startedAt - at <= rules.idleMs &&
      Math.max(at, session.lastAt) - Math.min(at, session.startedAt) <= rules.capMs,
  );
}

function openSession(state: UserState, event: KeptEvent, user: string, eventTime: number): OpenSession {
  state.sessionCount += 1;
  return {
    // Of the event that opened it, so that folding the same events again names the same session.
    id: event.session_id ?? hash("md5", `${user}\n${event.event_id}`, "hex"),
    named: event.session_id !== undefined,
    doubtful: false,
    index: state.sessionCount,
    startedAt: eventTime,
    lastAt: eventTime,
    events: 0,
    pageViews: 0,
    productViews: 0,
    addToCarts: 0,
    purchases: 0,
    cartValue: 0,
  };
}

function count(session: OpenSession, event: KeptEvent, eventTime: number): void {
  session.events += 1;
  session.startedAt = Math.min(session.startedAt, eventTime);
  session.lastAt = Math.max(session.lastAt, eventTime);
  const value = (event.price ?? 0) * (event.quantity ?? 1);
  switch (event.event_name) {
    case "page_view":
      session.pageViews += 1;
      break;
    case "product_view":
      session.productViews += 1;
      break;
    case "add_to_cart":
      session.addToCarts += 1;
      session.cartValue = money(session.cartValue + value);
      break;
    case "remove_from_cart":
      session.cartValue = money(session.cartValue - value);
      break;
    case "purchase":
      session.purchases += 1;
      session.cartValue = 0;
      break;
  }
}

const MOST_MONEY = 1e11;

/**
 * Four decimals hold every currency's smallest unit and keep binary fractions from adding up; the bounds keep
 * an absurd price from becoming an Infinity, which JSON cannot hold.
 */
function money(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), MOST_MONEY) * 10_000) / 10_000;
}

function toFront(sessions: OpenSession[], session: OpenSession): void {
  if (sessions[0] === session) return;
  const at = sessions.indexOf(session);
  if (at >= 0) sessions.splice(at, 1);
  sessions.unshift(session);
  if (sessions.length > MOST_OPEN) sessions.pop();
}
