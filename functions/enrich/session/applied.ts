import { parseInstant } from "../../../shared/event/time.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import type { Decided, SessionValues } from "../decided.ts";
import { readSurroundings } from "../surroundings.ts";
import { escaped, TabReader, writeNumber, writeValue } from "./tabbed.ts";

/**
 * The memory of events that were applied, by which a redelivered one gets the values that it got before:
 *
 *     ⏎ ⇥ shared values             what the events under it have in common: look-ups, versions, session
 *     ⏎ event_id ⇥ own values       a line an event
 *
 * The newest stand first, so that an event is added and the oldest is dropped without a look at the rest. A shared
 * line is written only where it changes, which makes a state a third as large: it travels both ways with every batch.
 */
export interface Applied {
  /** Events of the present batch, the oldest first. */
  added: Added[];
  /** Lines of earlier batches, the first of them shared; "" for none. */
  earlier: string;
  /** Events among them. */
  earlierCount: number;
  /** Where in `earlier` the oldest line stands that the present batch has come upon; -1 for none. */
  recalled: number;
}

interface Added {
  eventId: string;
  decided: Decided;
  session: SessionValues;
}

export const nothingApplied = (): Applied => ({ added: [], earlier: "", earlierCount: 0, recalled: -1 });

/** Adds an event that was not applied before. */
export function remember(applied: Applied, eventId: string, decided: Decided, session: SessionValues): void {
  applied.added.push({ eventId, decided, session });
}

/** What was decided of an event when it was applied in an earlier batch; undefined when it was not, as far as is known. */
export function recall(applied: Applied, eventId: string): Decided | undefined {
  const { earlier } = applied;
  if (earlier === "") return undefined;
  const id = `\n${escaped(eventId)}\t`;
  const start = earlier.indexOf(id);
  if (start < 0) return undefined;
  applied.recalled = Math.max(applied.recalled, start);
  const shared = earlier.lastIndexOf(SHARED, start) + SHARED.length;
  return readDecided(new TabReader(earlier, start + id.length), new TabReader(earlier, shared));
}

/** What begins a shared line; no event has an empty id. */
const SHARED = "\n\t";

/** How many events of earlier batches are kept, and for how long. */
export const KEEP_APPLIED = 32;
export const KEEP_APPLIED_MS = 24 * 3_600_000;

/**
 * Drops the oldest events of earlier batches. Those of the present batch are all kept whatever their number, for if
 * the invocation dies after its write, the whole batch comes back and must find itself applied. That goes for those
 * of them that were applied before, too: a poller that starts again may form a larger batch of them.
 */
export function forgetOldest(applied: Applied, now: number): void {
  const { earlier } = applied;
  let end = earlier.length;
  while (applied.earlierCount > 0) {
    const line = earlier.lastIndexOf("\n", end - 1);
    if (line <= applied.recalled) break;
    const empty = earlier.startsWith(SHARED, line);
    if (!empty) {
      const tooMany = applied.earlierCount > KEEP_APPLIED;
      if (!tooMany && now - processedAtOf(earlier, line) <= KEEP_APPLIED_MS) break;
      applied.earlierCount -= 1;
    }
    end = line;
  }
  applied.earlier = applied.earlierCount === 0 ? "" : earlier.slice(0, end);
}

function processedAtOf(lines: string, line: number): number {
  const values = new TabReader(lines, lines.indexOf("\t", line) + 1);
  return parseInstant(values.text()) + values.number();
}

/** Writes the lines, the newest event first. */
export function writeApplied(out: TextBuffer, { added, earlier }: Applied): void {
  let above: Added | undefined;
  for (let at = added.length - 1; at >= 0; at -= 1) {
    const event = added[at]!;
    if (above === undefined || !sharesValues(above, event)) writeShared(out, event);
    above = event;
    writeOwnValues(out, event);
  }
  const repeated = above === undefined ? 0 : sharedLength(earlier, above);
  out.text(repeated === 0 ? earlier : earlier.slice(repeated));
}

function sharesValues(one: Added, other: Added): boolean {
  return (
    one.decided.surroundings === other.decided.surroundings &&
    one.session.id === other.session.id &&
    one.session.index === other.session.index &&
    one.session.startedAt === other.session.startedAt
  );
}

/** Length of the shared line that the earlier lines begin with, if it says the same of the event: then it need not stand twice. */
function sharedLength(earlier: string, { decided, session }: Added): number {
  if (earlier === "") return 0;
  const values = new TabReader(earlier, SHARED.length);
  const same =
    values.text() === session.id &&
    values.number() === session.index &&
    parseInstant(values.text()) === session.startedAt;
  const { packed } = decided.surroundings;
  if (!same || !earlier.startsWith(packed, values.position)) return 0;
  const end = values.position + packed.length;
  return earlier.charCodeAt(end) === LF ? end : 0;
}

const TAB = 9;
const LF = 10;

function writeShared(out: TextBuffer, { decided, session }: Added): void {
  out.byte(LF);
  out.byte(TAB);
  writeValue(out, session.id);
  out.byte(TAB);
  out.number(session.index);
  out.byte(TAB);
  out.utc(session.startedAt);
  out.byte(TAB);
  out.text(decided.surroundings.packed);
}

/** processed_at is written as the time since event_time: a small number is written four times as fast. */
function writeOwnValues(out: TextBuffer, { eventId, decided, session }: Added): void {
  const { eventTime, processedAt, hourOfDay, dayOfWeek, isLate } = decided;
  out.byte(LF);
  writeValue(out, eventId);
  out.byte(TAB);
  out.utc(eventTime);
  writeNumber(out, processedAt - eventTime);
  writeNumber(out, hourOfDay);
  writeNumber(out, dayOfWeek);
  writeNumber(out, isLate ? 1 : 0);
  writeNumber(out, session.eventIndex);
  writeNumber(out, session.durationMs);
  writeNumber(out, session.pageViews);
  writeNumber(out, session.productViews);
  writeNumber(out, session.addToCarts);
  writeNumber(out, session.purchases);
  writeNumber(out, session.cartValue);
  out.byte(TAB);
  if (session.sinceLastMs !== undefined) out.number(session.sinceLastMs);
}

/** The inverse of `writeOwnValues` and `writeShared`. */
function readDecided(own: TabReader, shared: TabReader): Decided {
  const session = { id: shared.text(), index: shared.number(), startedAt: parseInstant(shared.text()) };
  const surroundings = readSurroundings(shared);
  const eventTime = parseInstant(own.text());
  return {
    eventTime,
    processedAt: eventTime + own.number(),
    hourOfDay: own.number(),
    dayOfWeek: own.number(),
    isLate: own.number() === 1,
    surroundings,
    session: {
      ...session,
      eventIndex: own.number(),
      durationMs: own.number(),
      pageViews: own.number(),
      productViews: own.number(),
      addToCarts: own.number(),
      purchases: own.number(),
      cartValue: own.number(),
      sinceLastMs: own.optionalNumber(),
    },
  };
}
