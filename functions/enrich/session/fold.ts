import { hash } from "node:crypto";
import type { FieldsOf } from "../../../shared/event/enriched.ts";
import type { RawEvent } from "../../../shared/event/raw.ts";
import type { SessionRules } from "../rules.ts";
import { type CountedEvent, countEvent, type FigureName, figureNames, startFigures } from "./figures.ts";
import type { OpenSession, UserState } from "./state.ts";

/** Sessions kept open for one user at once (several devices or tabs); the least recently used one is closed. */
const MAX_OPEN = 8;

/** What the fold asks of an event. */
export type FoldedEvent = CountedEvent & Pick<RawEvent, "event_id" | "session_id">;

/**
 * Applies one event to its user's state: finds or opens its session, counts it there, and puts that session first.
 * `state` is the fold's own accumulator and is changed in place.
 * @returns milliseconds since the event before in the session; undefined on its first
 */
export function foldEvent(
  state: UserState,
  event: FoldedEvent,
  user: string,
  eventTime: number,
  rules: SessionRules,
): number | undefined {
  const found = sessionFor(state.sessions, event.session_id, eventTime, rules);
  const session = found ?? openSession(state, event, user, eventTime);
  const sinceLastMs = found === undefined ? undefined : Math.max(0, eventTime - session.lastAt);
  session.startedAt = Math.min(session.startedAt, eventTime);
  session.lastAt = Math.max(session.lastAt, eventTime);
  countEvent(session.figures, event);
  toFront(state.sessions, session);
  return sinceLastMs;
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

function openSession(state: UserState, event: FoldedEvent, user: string, eventTime: number): OpenSession {
  state.sessionCount += 1;
  return {
    // Of the event that opened it, so that folding the same events again names the same session.
    id: event.session_id ?? hash("md5", `${user}\n${event.event_id}`, "hex"),
    named: event.session_id !== undefined,
    doubtful: false,
    index: state.sessionCount,
    startedAt: eventTime,
    lastAt: eventTime,
    figures: startFigures(),
  };
}

/** How a session stands after an event: the values of its fields. */
export function sessionValues(
  { id, index, startedAt, lastAt, figures }: OpenSession,
  sinceLastMs: number | undefined,
): Record<keyof FieldsOf<"session">, string | number | boolean | undefined> {
  return {
    session_id: id,
    session_index: index,
    session_started_at: startedAt,
    session_duration_ms: lastAt - startedAt,
    seconds_since_last_event: sinceLastMs === undefined ? undefined : sinceLastMs / 1000,
    is_new_session: sinceLastMs === undefined,
    ...(Object.fromEntries(figureNames.map((name, at) => [name, figures[at]!])) as Record<
      FigureName,
      number
    >),
  };
}

function toFront(sessions: OpenSession[], session: OpenSession): void {
  if (sessions[0] === session) return;
  const at = sessions.indexOf(session);
  if (at >= 0) sessions.splice(at, 1);
  sessions.unshift(session);
  if (sessions.length > MAX_OPEN) sessions.pop();
}
