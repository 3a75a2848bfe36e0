import { TextBuffer } from "../../shared/json/text-buffer.ts";
import type { Facts, LookUpResult, LookUpStatus, StateWrite } from "../../shared/redis/facts.ts";
import type { StateServer } from "../../shared/redis/server.ts";
import type { CustomSteps } from "./custom-steps.ts";
import type { Enrichment } from "./enrichment.ts";
import type { ReadEvent } from "./read.ts";
import type { Remembered } from "./remembered.ts";
import type { EnrichRules } from "./rules.ts";
import {
  doubtForgotten,
  doubtOpened,
  doubtState,
  lastLoss,
  lostState,
  personStatus,
  sessionStatus,
} from "./session/doubt.ts";
import { foldEvent } from "./session/fold.ts";
import { linkedPerson } from "./session/link.ts";
import { type DeviceState, noState, type OpenSession } from "./session/state.ts";
import { mayBeForgotten, noteCreated } from "./write/beyond.ts";
import type { LookUpFound } from "./write/found.ts";
import { type Added, forgetOldest, recall, remember } from "./write/memory.ts";
import type { PersonStatus, SessionStatus } from "./write/outcome.ts";

/** What a batch takes from clock and chance. */
export interface BatchInputs {
  /** Epoch ms; processed_at of everything that is enriched now. */
  now: number;
  /** What no version had before, `WRITE_ID_LENGTH` characters. */
  nextWriteId(): string;
}

/** All that the events of a batch are enriched by, but for their devices' states. */
export interface BatchContext extends BatchInputs {
  enrichment: Enrichment;
  rules: EnrichRules;
  /** What each of the look-ups' tables has for a key, in their order (`Enrichment.tables`). */
  lookUps: readonly ((key: string) => LookUpResult<object>)[];
}

/** The events of one device in a batch, in their order. */
export interface DeviceEvents {
  device: string;
  events: ReadEvent[];
}

export interface EnrichedDevice {
  /** Aligned with the device's events. */
  remembered: Remembered[];
  /** Undefined when every event had been applied before: then there is nothing to write. */
  write: StateWrite | undefined;
  /** Events that were found applied. */
  redelivered: number;
  /** Whether the device had a state that this version cannot read. */
  stateLost: boolean;
}

export const lookUpsOf = ({ tables }: Enrichment, facts: Facts): BatchContext["lookUps"] =>
  tables.map((table) => facts.table(table));

/**
 * Enriches one device's events in order, from the state as it was read. An event found applied gets the values it got
 * then; the others are folded into the session and remembered.
 */
export function enrichDevice(
  device: DeviceEvents,
  stored: string | undefined,
  server: StateServer,
  context: BatchContext,
): EnrichedDevice {
  const { enrichment, now } = context;
  const state = stored === undefined ? noState() : enrichment.state.read(stored, now);
  // What is lost remembers nothing, so nothing of it is damaged.
  return (
    enrichFrom(state, device, server, context) ??
    enrichFrom(lostState(state.version, now), device, server, context)!
  );
}

/** @returns undefined where the state remembers an event that cannot be read any more */
function enrichFrom(
  state: DeviceState,
  { device, events }: DeviceEvents,
  server: StateServer,
  context: BatchContext,
): EnrichedDevice | undefined {
  const { enrichment, rules, now } = context;
  doubtState(state, server);
  const lostAt = lastLoss(state, server);
  const { memory } = state;
  const remembered = new Array<Remembered>(events.length);
  // Most devices have one event in a batch, and nothing to find twice.
  const fresh = events.length > 1 ? new Map<string, Remembered>() : undefined;
  let redelivered = 0;
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at]!;
    const id = event.event.event_id;
    const before = fresh?.get(id) ?? recall(memory, id, enrichment.state.memory);
    if (before === "damaged") return undefined;
    if (before !== undefined) {
      remembered[at] = before;
      redelivered += 1;
      continue;
    }
    const sinceLastMs = apply(state, event, device, lostAt, now, rules);
    const given = enrichInSession(state, event, device, sinceLastMs, context);
    remember(memory, id, given);
    fresh?.set(id, given);
    remembered[at] = given;
  }
  const stateLost = state.unreadable;
  if (redelivered === events.length) return { remembered, write: undefined, redelivered, stateLost };
  forgetOldest(memory, now);
  const write = writeOf(device, state, server.name + context.nextWriteId(), enrichment);
  return { remembered, write, redelivered, stateLost };
}

/**
 * Folds an event into its device's state, and marks what may be wrong of that. Its session is the first then.
 * @returns milliseconds since the event before in the session; undefined on its first
 */
function apply(
  state: DeviceState,
  event: ReadEvent,
  device: string,
  lostAt: number,
  now: number,
  rules: EnrichRules,
): number | undefined {
  const { beyond } = state.memory;
  const isForgotten = mayBeForgotten(beyond, event, lostAt);
  const sinceLastMs = foldEvent(state, event.event, device, event.eventTime, rules, event.arrival);
  const open = state.sessions[0]!;
  const isOpened = sinceLastMs === undefined;
  // A late event gives a session another beginning.
  if (open.startedAt === event.eventTime) doubtOpened(state, open, lostAt, now, rules);
  if (isForgotten)
    doubtForgotten(state, open, { isOpened, isPurchase: event.event.event_name === "purchase" });
  noteCreated(beyond, event);
  return sinceLastMs;
}

/** What an event gets that was just applied, its session included. */
function enrichInSession(
  state: DeviceState,
  event: ReadEvent,
  device: string,
  sinceLastMs: number | undefined,
  context: BatchContext,
): Added["remembered"] {
  const { enrichment } = context;
  const open = state.sessions[0]!;
  const who = { id: linkedPerson(state, event.event, device), status: personStatus(state, event.event) };
  const given = enrichEvent(event, who, sessionStatus(state, open), context) as Added["remembered"];
  given.session = { id: open.id, index: open.index, startedAt: open.startedAt };
  // Behind what the look-ups of the core found.
  (given.found as LookUpFound[]).push(enrichment.touches.of(open.arrived));
  fillSession(given.numbers, enrichment.sessionAt, open, sinceLastMs);
  return given;
}

const PACKED_BYTES = 65_536;

/**
 * States are written one behind the other and handed on where they stand, for a copy of each takes 0.2 µs. Nothing is
 * written over, so that what was handed on stays as it is.
 */
let packed = new TextBuffer(PACKED_BYTES);

function writeOf(device: string, state: DeviceState, version: string, enrichment: Enrichment): StateWrite {
  // Most states are much smaller than what is then left; a larger one makes room for itself.
  if (packed.size > PACKED_BYTES - 4_096) packed = new TextBuffer(PACKED_BYTES);
  const start = packed.size;
  enrichment.state.write(packed, state, version);
  return { device, expected: state.version, next: packed.view(start) };
}

/** How the look-ups of one event went; nothing of it outlives the call. */
const statuses: (LookUpStatus | undefined)[] = [];

/** What an event gets of clock and look-ups; its session is yet to come, or out of reach. */
export function enrichEvent(
  event: ReadEvent,
  person: { id: string; status: PersonStatus },
  session: SessionStatus,
  context: BatchContext,
): Remembered {
  const { enrichment, lookUps } = context;
  const { keys } = event;
  const found = enrichment.nothingFound.slice();
  for (let at = 0; at < found.length; at += 1) {
    const key = keys[at];
    const lookUp = key === undefined ? undefined : lookUps[at]!(key);
    const given = enrichment.lookUps[at]!.of(lookUp?.value);
    found[at] = given;
    statuses[at] = given.failed ? "error" : lookUp?.status;
  }
  const numbers = enrichment.plainValues(event, context, found);
  const { custom, outcomes } = enrichment;
  let remembered: Remembered;
  if (custom === undefined) {
    const outcome = outcomes.of(statuses, person.status, session, event.failedSteps, event.marks);
    remembered = { numbers, person: person.id, session: undefined, found, outcome };
  } else {
    const given = { numbers, person: person.id, session: undefined, found };
    remembered = withCustom(custom, event, person.status, session, given, context);
  }
  lookUpForEvent(event, remembered, context);
  return remembered;
}

/** Adds, in place, the values that look-ups give this event alone. */
function lookUpForEvent(event: ReadEvent, given: Remembered, { enrichment, lookUps }: BatchContext): void {
  const { eventLookUps, outcomes } = enrichment;
  const first = enrichment.lookUps.length;
  for (let at = 0; at < eventLookUps.length; at += 1) {
    const key = event.keys[first + at];
    if (key === undefined) continue;
    const lookUp = eventLookUps[at]!;
    const how = lookUp.fill(given.numbers, event, lookUps[first + at]!(key));
    given.outcome = outcomes.also(given.outcome, lookUp.step.name, how);
  }
}

/** With what the steps of one's own give. Their look-ups stand behind those of the core in `found` and `statuses`. */
function withCustom(
  custom: CustomSteps,
  event: ReadEvent,
  person: PersonStatus,
  session: SessionStatus,
  given: Omit<Remembered, "outcome" | "custom">,
  context: BatchContext,
): Remembered {
  const { pieces, failed } = custom.give(event, given.found, context);
  const all = [...event.failedSteps, ...failed];
  const outcome = context.enrichment.outcomes.of(statuses, person, session, all, event.marks);
  const found = given.found.slice(0, given.found.length - custom.lookUps.length);
  return { ...given, found, outcome, custom: pieces };
}

/** As the schema has them: duration, time since the event before, whether it is new, then the figures. */
function fillSession(
  numbers: number[],
  from: number,
  { startedAt, lastAt, figures }: OpenSession,
  sinceLastMs: number | undefined,
): void {
  numbers[from] = lastAt - startedAt;
  if (sinceLastMs !== undefined) numbers[from + 1] = sinceLastMs / 1000;
  numbers[from + 2] = sinceLastMs === undefined ? 1 : 0;
  for (let at = 0; at < figures.length; at += 1) numbers[from + 3 + at] = figures[at]!;
}
