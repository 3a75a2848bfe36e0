import { hash } from "node:crypto";
import type { FieldsOf } from "../../../shared/event/enriched.ts";
import type { RawEvent } from "../../../shared/event/raw.ts";
import type { SessionRules } from "../rules.ts";
import { type Arrival, arrivedAfter, notTold } from "./arrival.ts";
import { type CountedEvent, countEvent, type FigureName, figureNames, startFigures } from "./figures.ts";
import { linkDevice, sessionUserOf } from "./link.ts";
import type { DeviceState, OpenSession } from "./state.ts";

/**
 * Sessions kept open for one device at once (several tabs, or users of one after the other); the least recently used one
 * is closed.
 */
const MAX_OPEN = 8;

/** What the fold asks of an event. */
export type FoldedEvent = CountedEvent & Pick<RawEvent, "event_id" | "user_id" | "session_id">;

/**
 * Applies one event to its device's state: links its user, finds or opens its session, counts it there, and puts that
 * session first.
 * @param arrival what the event says of how the visitor arrived
 * `state` is the fold's own accumulator and is changed in place.
 * @returns milliseconds since the event before in the session; undefined on its first
 */
export function foldEvent(
  state: DeviceState,
  event: FoldedEvent,
  device: string,
  eventTime: number,
  rules: SessionRules,
  arrival?: Arrival,
): number | undefined {
  linkDevice(state, event.user_id, device, eventTime);
  const user = sessionUserOf(state, event, device);
  const found = sessionFor(state.sessions, event.session_id, user, eventTime, rules);
  const session = found ?? openSession(state, event, user, device, eventTime);
  if (!session.named && session.user === "") session.user = user;
  const sinceLastMs = found === undefined ? undefined : Math.max(0, eventTime - session.lastAt);
  session.startedAt = Math.min(session.startedAt, eventTime);
  session.lastAt = Math.max(session.lastAt, eventTime);
  countEvent(session.figures, event);
  session.arrived = arrivedAfter(session.arrived, arrival);
  if (event.event_name === "purchase") state.purchases += 1;
  if (!(eventTime <= state.lastAt)) state.lastAt = eventTime;
  toFront(state.sessions, session);
  return sinceLastMs;
}

/**
 * The session that the source names; else one that the event continues. A late event may fall before the
 * session's start or between its events; what counts is that it is no further than the idle time from either end.
 * @param user whose sessions it may continue; "" while nobody is known
 */
function sessionFor(
  sessions: OpenSession[],
  named: string | undefined,
  user: string,
  at: number,
  rules: SessionRules,
) {
  if (named !== undefined) return sessions.find((session) => session.named && session.id === named);
  return sessions.find(
    (session) =>
      !session.named &&
      (session.user === user || session.user === "") &&
      !(at >= session.endedAt) &&
      at - session.lastAt <= rules.idleMs &&
      session.startedAt - at <= rules.idleMs &&
      Math.max(at, session.lastAt) - Math.min(at, session.startedAt) <= rules.capMs,
  );
}

function openSession(
  state: DeviceState,
  event: FoldedEvent,
  user: string,
  device: string,
  eventTime: number,
): OpenSession {
  state.sessionCount += 1;
  return {
    // Of the event that opened it, so that folding the same events again names the same session.
    id: event.session_id ?? hash("md5", `${device}\n${event.event_id}`, "hex"),
    named: event.session_id !== undefined,
    doubtful: false,
    user: "",
    // Of a user who has left the device to another one: it ends where that one came.
    endedAt: user === state.linkedUser ? Number.NaN : state.linkedAt,
    index: state.sessionCount,
    startedAt: eventTime,
    lastAt: eventTime,
    figures: startFigures(state, eventTime),
    arrived: notTold,
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
    ...(Object.fromEntries(figureNames.map((name, at) => [name, known(figures[at]!)])) as Record<
      FigureName,
      number | undefined
    >),
  };
}

const known = (figure: number): number | undefined => (Number.isNaN(figure) ? undefined : figure);

function toFront(sessions: OpenSession[], session: OpenSession): void {
  if (sessions[0] === session) return;
  const at = sessions.indexOf(session);
  if (at >= 0) sessions.splice(at, 1);
  sessions.unshift(session);
  if (sessions.length > MAX_OPEN) sessions.pop();
}
