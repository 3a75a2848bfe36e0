import type { Facts, LookUp, LookUpStatus, StateWrite } from "../../shared/redis/facts.ts";
import { type Decided, escaped, packDecided, type SessionValues, unpackDecided } from "./decided.ts";
import type { Decoded } from "./decode.ts";
import { foldEvent, type SessionRules } from "./session/fold.ts";
import { appliedValues, noState, packState, trimApplied, unpackState } from "./session/state.ts";
import { eventTimeOf, localTimeOf } from "./steps/time.ts";

export interface EnrichRules extends SessionRules {
  /** Age at receipt from which an event is late, ms. */
  lateAfterMs: number;
  pipelineVersion: string;
}

/** The part of one batch that the clock and chance decide. */
export interface Moment {
  /** Epoch ms; processed_at of everything decided now. */
  now: number;
  /** A version no state had before, `VERSION_LENGTH` characters. */
  nextVersion(): string;
}

export interface UserDecision {
  /** Aligned with the user's events. */
  decided: Decided[];
  /** Undefined when every event had been applied before: then there is nothing to write. */
  write: StateWrite | undefined;
  /** Events that were found applied. */
  redelivered: number;
}

/**
 * Decides one user's events in order, from the state as it was read. An event found applied gets its stored
 * values; the others are folded into the session and remembered.
 */
export function decideUser(
  user: string,
  events: readonly Decoded[],
  packed: string | undefined,
  facts: Facts,
  rules: EnrichRules,
  moment: Moment,
): UserDecision {
  const state = packed === undefined ? noState() : unpackState(packed);
  const decided: Decided[] = [];
  let added = "";
  let addedCount = 0;
  let redelivered = 0;
  for (const { event, record } of events) {
    const id = escaped(event.event_id);
    const stored = appliedValues(state.applied, id) ?? appliedValues(added, id);
    if (stored !== undefined) {
      redelivered += 1;
      decided.push(unpackDecided(stored));
      continue;
    }
    const { eventTime, isLate } = eventTimeOf(event, record.arrivalTime, rules.lateAfterMs);
    const session = foldEvent(state, event, user, eventTime, rules);
    const values = decideEvent(event, eventTime, isLate, session, facts, rules, moment.now);
    added += `\n${id}\t${packDecided(values)}`;
    addedCount += 1;
    decided.push(values);
  }
  if (addedCount === 0) return { decided, write: undefined, redelivered };
  trimApplied(state, moment.now);
  state.applied += added;
  state.appliedCount += addedCount;
  const write = { user, expected: state.version, next: packState(state, moment.nextVersion()) };
  return { decided, write, redelivered };
}

/** Decides an event while session state is out of reach: everything but the session, marked as missing. */
export function decideWithoutSession(
  decoded: Decoded,
  facts: Facts,
  rules: EnrichRules,
  moment: Moment,
): Decided {
  const { eventTime, isLate } = eventTimeOf(decoded.event, decoded.record.arrivalTime, rules.lateAfterMs);
  return decideEvent(decoded.event, eventTime, isLate, undefined, facts, rules, moment.now);
}

function decideEvent(
  event: Decoded["event"],
  eventTime: number,
  isLate: boolean,
  session: SessionValues | undefined,
  facts: Facts,
  rules: EnrichRules,
  now: number,
): Decided {
  const geo = event.ip === undefined ? undefined : facts.geo(event.ip);
  const zip = event.zip_code === undefined ? undefined : facts.zip(event.zip_code);
  const place = geo?.value;
  const area = zip?.value;
  const local = localTimeOf(eventTime, event.timezone, place?.timezone);
  return {
    eventTime,
    processedAt: now,
    hourOfDay: local.hourOfDay,
    dayOfWeek: local.dayOfWeek,
    isWeekend: local.isWeekend,
    isLate,
    geoCountry: place?.country ?? "",
    geoRegion: place?.region ?? "",
    geoCity: place?.city ?? "",
    geoLatitude: place?.latitude,
    geoLongitude: place?.longitude,
    geoTimezone: place?.timezone ?? "",
    zipState: area?.state ?? "",
    zipPopulation: area?.population,
    zipMedianIncome: area?.median_income,
    session,
    status: statusOf(geo, zip, session === undefined ? "missing" : "ok"),
    pipelineVersion: rules.pipelineVersion,
  };
}

/** Steps that had nothing to look up are left out. */
function statusOf(
  geo: LookUp<unknown> | undefined,
  zip: LookUp<unknown> | undefined,
  session: LookUpStatus,
): string {
  const looked = `${geo === undefined ? "" : `geo:${geo.status},`}${zip === undefined ? "" : `zip:${zip.status},`}`;
  return `${looked}session:${session}`;
}
