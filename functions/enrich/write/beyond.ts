import { MAX_AHEAD_MS } from "../../../shared/event/receipt.ts";
import { parseUtc } from "../../../shared/event/time.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { TabReader, writeNumber } from "./tabbed.ts";

/** How many events of earlier batches a state remembers: a redelivered one is known for as long as it is among them. */
export const KEEP_APPLIED = 32;

/**
 * What a state knows of the events that it has forgotten. An event that it does not remember was never applied, or it is
 * one of these; the two are told apart by time as far as that can be told.
 */
export interface Beyond {
  /** Latest event_time of the forgotten events, epoch ms; -1 as long as none is forgotten. */
  forgottenUntil: number;
  /**
   * Latest `client_created_at` of all applied events of which the event_time depends on when they arrived: sent again it
   * is another one. Epoch ms; -1 for none.
   */
  createdUntil: number;
}

export const nothingBeyond = (): Beyond => ({ forgottenUntil: -1, createdUntil: -1 });

/** What the time of an event is worth. */
export interface TimedEvent {
  eventTime: number;
  /** `client_created_at` where the event's time depends on when it arrived; NaN for all others. Epoch ms. */
  unsteadyAt: number;
}

/**
 * Whether an event that is not remembered may have been applied and forgotten: it is no later than what was. Events that
 * come in the order in which they happened never are.
 * @param lostAt when the memory was last lost, epoch ms: what happened before may have been in it; 0 for never
 */
export function mayBeForgotten(
  { forgottenUntil, createdUntil }: Beyond,
  { eventTime, unsteadyAt }: TimedEvent,
  lostAt: number,
): boolean {
  // By a clock that is ahead it was created after it came; how far ahead one may be is bounded.
  const since = Number.isNaN(unsteadyAt) ? eventTime : unsteadyAt - MAX_AHEAD_MS;
  if (lostAt > 0 && since <= lostAt) return true;
  if (forgottenUntil < 0) return false;
  return Number.isNaN(unsteadyAt) ? eventTime <= forgottenUntil : unsteadyAt <= createdUntil;
}

/** Takes an event that is applied into account. */
export function noteCreated(beyond: Beyond, { unsteadyAt }: TimedEvent): void {
  if (unsteadyAt > beyond.createdUntil) beyond.createdUntil = unsteadyAt;
}

/**
 * Begins the last line of a memory. Versions that do not know it take it for a shared line without events under it, and
 * drop it with the oldest events; no shared line has this for the index of its session.
 */
const HEAD = "\n\t\tforgotten";

/** Of a memory that has room for more, and events that all say when they happened, there is nothing to write. */
export function writeBeyond(out: TextBuffer, { forgottenUntil, createdUntil }: Beyond, events: number): void {
  if (events < KEEP_APPLIED && forgottenUntil < 0 && createdUntil < 0) return;
  out.ascii(HEAD);
  writeNumber(out, forgottenUntil);
  writeNumber(out, createdUntil);
}

/**
 * Takes the last line off the lines of a memory.
 * @returns undefined where the line is damaged
 */
export function takeBeyond(lines: string, events: number): { lines: string; beyond: Beyond } | undefined {
  const last = lines.lastIndexOf("\n");
  if (last < 0 || !lines.startsWith(HEAD, last)) return { lines, beyond: unknownBeyond(lines, events) };
  const values = new TabReader(lines, last + HEAD.length + 1);
  const beyond = { forgottenUntil: values.number(), createdUntil: values.number() };
  const isSound = !values.overrun && Number.isInteger(beyond.forgottenUntil + beyond.createdUntil);
  return isSound ? { lines: lines.slice(0, last), beyond } : undefined;
}

/** A version that did not write the line has perhaps forgotten events no later than those that it remembers. */
function unknownBeyond(lines: string, events: number): Beyond {
  let until = -1;
  if (events >= KEEP_APPLIED)
    for (let line = lines.indexOf("\n"); line >= 0; line = lines.indexOf("\n", line + 1))
      if (lines[line + 1] !== "\t") until = Math.max(until, eventTimeAt(lines, line));
  return { forgottenUntil: until, createdUntil: until };
}

/** The first value of an event's line, behind its id. @param line where the line break before it stands */
export function eventTimeAt(lines: string, line: number): number {
  const at = parseUtc(new TabReader(lines, lines.indexOf("\t", line) + 1).text());
  // Nothing is known of the time on a damaged line; that it counts as lost is found where it is read.
  return Number.isNaN(at) ? -1 : at;
}
