import type { Facts, StateWrite } from "../../shared/redis/facts.ts";
import type { StateServer } from "../../shared/redis/server.ts";
import { TextBuffer } from "../../shared/text-buffer.ts";
import type { Decided, SessionValues } from "./decided.ts";
import type { Decoded } from "./decode.ts";
import { forgetOldest, recall, remember } from "./session/applied.ts";
import { doubtOpened, doubtState, sessionStatus } from "./session/doubt.ts";
import { foldEvent, type SessionRules } from "./session/fold.ts";
import { noState, readState, type UserState, writeState } from "./session/state.ts";
import { localTimeOf } from "./steps/time.ts";
import { type SessionStatus, surroundingsOf } from "./surroundings.ts";

export interface EnrichRules extends SessionRules {
  /** Age at receipt from which an event is late, ms. */
  lateAfterMs: number;
  pipelineVersion: string;
}

/** The part of one batch that the clock and chance decide. */
export interface Moment {
  /** Epoch ms; processed_at of everything decided now. */
  now: number;
  /** What no version had before, `WRITE_ID_LENGTH` characters. */
  nextWriteId(): string;
}

/** The events of one user in a batch, in their order. */
export interface UserEvents {
  user: string;
  events: Decoded[];
}

export interface UserDecision {
  /** Aligned with the user's events. */
  decided: Decided[];
  /** Undefined when every event had been applied before: then there is nothing to write. */
  write: StateWrite | undefined;
  /** Events that were found applied. */
  redelivered: number;
  /** Whether the user had a state that this version could not read. */
  lost: boolean;
}

/**
 * Decides one user's events in order, from the state as it was read. An event found applied gets the values it got
 * then; the others are folded into the session and remembered.
 */
export function decideUser(
  { user, events }: UserEvents,
  stored: string | undefined,
  server: StateServer,
  facts: Facts,
  rules: EnrichRules,
  moment: Moment,
): UserDecision {
  const state = stored === undefined ? noState() : readState(stored);
  doubtState(state, server);
  const { applied } = state;
  const decided: Decided[] = [];
  // Most users have one event in a batch, and nothing to find twice.
  const fresh = events.length > 1 ? new Map<string, Decided>() : undefined;
  let redelivered = 0;
  for (const event of events) {
    const id = event.event.event_id;
    const before = fresh?.get(id) ?? recall(applied, id);
    if (before !== undefined) {
      decided.push(before);
      redelivered += 1;
      continue;
    }
    const session = foldEvent(state, event.event, user, event.eventTime, rules);
    // The fold has put the event's session first.
    const open = state.sessions[0]!;
    if (session.sinceLastMs === undefined) doubtOpened(state, open, server, moment.now, rules);
    const now = decideEvent(event, session, sessionStatus(state, open), facts, rules, moment);
    remember(applied, id, now, session);
    fresh?.set(id, now);
    decided.push(now);
  }
  const { lost } = state;
  if (redelivered === events.length) return { decided, write: undefined, redelivered, lost };
  forgetOldest(applied, moment.now);
  const write = writeOf(user, state, server.name + moment.nextWriteId());
  return { decided, write, redelivered, lost };
}

/** For one state at a time; nothing of it outlives the call. */
const packed = new TextBuffer(65_536);

function writeOf(user: string, state: UserState, version: string): StateWrite {
  packed.truncate(0);
  writeState(packed, state, version);
  return { user, expected: state.version, next: packed.copy() };
}

/** Decides an event; `session` is undefined while session state is out of reach. */
export function decideEvent(
  { event, eventTime, receivedAt }: Decoded,
  session: SessionValues | undefined,
  status: SessionStatus,
  facts: Facts,
  rules: EnrichRules,
  { now }: Moment,
): Decided {
  const geo = event.ip === undefined ? undefined : facts.geo(event.ip);
  const zip = event.zip_code === undefined ? undefined : facts.zip(event.zip_code);
  const local = localTimeOf(eventTime, event.timezone, geo?.value?.timezone);
  return {
    eventTime,
    processedAt: now,
    hourOfDay: local.hourOfDay,
    dayOfWeek: local.dayOfWeek,
    isLate: receivedAt - eventTime > rules.lateAfterMs,
    surroundings: surroundingsOf(geo, zip, status, rules.pipelineVersion),
    session,
  };
}
