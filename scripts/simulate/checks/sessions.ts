import type { EnrichRules } from "../../../functions/enrich/rules.ts";
import { figureNames } from "../../../functions/enrich/session/figures.ts";
import { foldEvent, sessionValues } from "../../../functions/enrich/session/fold.ts";
import { noState } from "../../../functions/enrich/session/state.ts";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import { parseUtc } from "../../../shared/event/time.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import { eventValue, isValueLost } from "../../../shared/event/value.ts";
import { parseExact } from "../../../shared/json/exact.ts";
import { type DeviceLog, type LedgerEntry, mayForget } from "../ledger.ts";
import { enrichRulesOf } from "../settings.ts";
import { youngFigures } from "../version-before.ts";
import { liesInAbandoned } from "./abandoned.ts";
import type { EnrichedEntry, Evidence } from "./evidence.ts";

/**
 * However often an event is delivered, it has one effect on its user's state; two where a version that could not read
 * the state began a new one in between, or where it came again after so many others that the state had forgotten it.
 * Then it says that it is in doubt.
 */
export function* appliedOnce({ ledger, lines }: Evidence): Generator<string> {
  for (const [user, log] of ledger.devices) {
    const { applied, forgotten } = log;
    const seen = new Set<string>();
    for (const eventId of applied) {
      const saysSo = () =>
        (forgotten.has(eventId) || mayForget(log)) && lines.get(eventId)?.some(saysThatItMayDiffer);
      if (seen.has(eventId) && !saysSo()) yield `${eventId} was applied twice to the state of ${user}.`;
      seen.add(eventId);
    }
  }
}

/** A user's events are applied in the order in which they stand on the raw stream. */
export function* appliedInOrder({ ledger, scenario }: Evidence): Generator<string> {
  const places = occurrences(ledger.raw);
  // While Redis is skipped, events are emitted without being applied; a later delivery may apply them.
  if (scenario.outage === "degrade") return;
  for (const [user, log] of ledger.devices) {
    const { applied, lost, forgotten } = log;
    if (lost.size > 0) continue;
    let last = -1;
    for (const [place, eventId] of applied.entries()) {
      // It stands where it stood, and is applied again where it came again.
      if ((forgotten.has(eventId) || mayForget(log)) && applied.indexOf(eventId) < place) continue;
      if (ledger.made.get(eventId)?.tame !== true) break;
      const at = (places.get(eventId) ?? []).find(
        (at, index, all) =>
          at > last && (index === 0 || all.slice(0, index).every((earlier) => isAbandoned(earlier))),
      );
      if (at === undefined)
        yield `${eventId} was applied to the state of ${user} out of its order on the raw stream.`;
      last = at ?? last;
    }
  }

  function isAbandoned(place: number): boolean {
    return liesInAbandoned(ledger, "raw", ledger.raw[place]!);
  }
}

/**
 * A user's documents stand on the raw stream in the order in which their source took them in. A document that became
 * visible late comes after those that were read before it. So may any document if the reader's clock is ahead by more
 * than the lag.
 */
export function* producedInOrder({ ledger, scenario }: Evidence): Generator<string> {
  if (scenario.rates.skew !== undefined) return;
  const places = occurrences(ledger.raw);
  const last = new Map<string, { eventId: string; place: number }>();
  for (const eventId of ledger.documents) {
    const place = places.get(eventId)?.[0];
    if (place === undefined) continue;
    const { device: user, late } = ledger.made.get(eventId)!;
    if (late) continue;
    const before = last.get(user);
    if (before !== undefined && before.place > place)
      yield `${eventId} of ${user} stands on the raw stream before ${before.eventId}, which its source took in earlier.`;
    last.set(user, { eventId, place });
  }
}

/** Index of every occurrence of an event on the raw stream. */
function occurrences(raw: readonly LedgerEntry[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, { eventId }] of raw.entries()) {
    if (eventId === undefined) continue;
    const known = places.get(eventId);
    if (known === undefined) places.set(eventId, [index]);
    else known.push(index);
  }
  return places;
}

/** What is in doubt where the count of the device's sessions is. */
const ofTheCount: ReadonlySet<string> = new Set(["session_index", "purchases_before", "days_since_session"]);

/** What a line says of its session that has to be what the fold says. */
const compared = ["session_id", "session_index", "session_duration_ms", ...figureNames] as const;

/**
 * Session figures are those of a fold over the user's events, each delivered once. Where Redis lost some of them, or
 * a version could not read them, an event is marked as doubtful or has the right figures all the same.
 */
export function* figuresAreThoseOfTheFold(evidence: Evidence): Generator<string> {
  const { ledger, scenario, lines } = evidence;
  const rules = enrichRulesOf(scenario);
  const raw = Map.groupBy(ledger.raw, ({ eventId }) => eventId ?? "");
  for (const [user, log] of ledger.devices) {
    const { first, lost, begunAnew } = log;
    const mayDiffer = lost.size > 0 || begunAnew.length > 0 || mayForget(log);
    const withRepeats = begunAnew.length > 0 ? sessionsWithRepeats(log, lines) : undefined;
    const state = noState();
    for (const [eventId, eventTime] of first) {
      const [entry] = raw.get(eventId) ?? [];
      const validated = entry && validateEvent(parseExact(entry.text) as Record<string, unknown>);
      if (validated?.valid !== true) {
        yield `${eventId} is in the state of ${user} and no event of the raw stream.`;
        break;
      }
      const emitted = (lines.get(eventId) ?? []).filter(({ event }) => !isWithoutSession(event));
      const { event: said, marks } = validated;
      const value = isValueLost(said, marks) ? undefined : eventValue(said);
      const since = foldEvent(state, { ...said, value }, user, parseUtc(eventTime), rules);
      const expected = sessionValues(state.sessions[0]!, since);
      for (const { event } of emitted) {
        if (mayDiffer && isDoubtful(event)) continue;
        if (begunAnew.some((at) => isUnmarked(event, at, rules))) continue;
        if (withRepeats?.has(event.session_id!) && isIndexDoubtful(event)) continue;
        for (const field of compared) {
          if (ofTheCount.has(field) && mayDiffer && isIndexDoubtful(event)) continue;
          if (scenario.rates.deploy !== undefined && youngFigures.has(field) && event[field] === undefined)
            continue;
          if (event[field] !== expected[field])
            yield `${eventId} of ${user} was emitted with ${field} ${event[field]}, and the fold gives ${expected[field]}.`;
        }
      }
    }
  }
}

/**
 * The earlier version does not remember after the batch that it began a new state. So a session of the old state that
 * continues in a later batch becomes a new one that counts as exact, except for its number. That is why the version
 * that marks such sessions has to be released first.
 */
const isUnmarked = (event: EnrichedEvent, begunAnew: number, { capMs }: EnrichRules): boolean =>
  isIndexDoubtful(event) && parseUtc(event.session_started_at!) <= begunAnew + capMs;

/** Sessions that counted an event again which a version had forgotten: a replay may bring it long after that. */
function sessionsWithRepeats({ applied, forgotten }: DeviceLog, lines: Evidence["lines"]): Set<string> {
  const repeats = applied.filter((id, place) => forgotten.has(id) && applied.indexOf(id) < place);
  const emitted = repeats.flatMap((id) => lines.get(id) ?? []);
  return new Set(emitted.flatMap(({ event }) => event.session_id ?? []));
}

/** No event is called doubtful as long as nothing is lost, forgotten, or unreadable to a version. */
export function* doubtHasAReason({ lines, ledger, scenario }: Evidence): Generator<string> {
  if (scenario.rates["redis-loss"] !== undefined || scenario.rates["redis-eviction"] !== undefined) return;
  for (const [eventId, emitted] of lines) {
    const log = ledger.devices.get(ledger.made.get(eventId)!.device);
    if (log !== undefined && (log.begunAnew.length > 0 || mayForget(log))) continue;
    if (emitted.some(({ event }) => isInDoubt(event)))
      yield `${eventId} says that its session is in doubt, though Redis lost nothing.`;
  }
}

const isDoubtful = ({ enrichment_status: status }: EnrichedEvent): boolean => status?.session === "stale";

const isIndexDoubtful = ({ enrichment_status: status }: EnrichedEvent): boolean =>
  status?.session_index === "stale";

export const isInDoubt = (event: EnrichedEvent): boolean => isDoubtful(event) || isIndexDoubtful(event);

const saysThatItMayDiffer = ({ event }: EnrichedEntry): boolean =>
  isInDoubt(event) || isWithoutSession(event);

export const isWithoutSession = ({ enrichment_status: status }: EnrichedEvent): boolean =>
  status?.session === "missing";
