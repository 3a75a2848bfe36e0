import { formatUtc, parseInstant } from "../../../shared/event/time.ts";
import type { Decided, SessionValues } from "../decided.ts";
import { readSurroundings } from "../surroundings.ts";
import { escaped, TabReader } from "./tabbed.ts";

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
  /** The shared line at the top, without what begins it; "" while nothing was applied. */
  shared: string;
  /** Lines of the present batch; what `shared` was before stands among them where it changed. */
  added: string;
  addedCount: number;
  /** Lines of earlier batches. */
  earlier: string;
  earlierCount: number;
  /** Where in `earlier` the oldest line stands that the present batch has come upon; -1 for none. */
  recalled: number;
}

export const nothingApplied = (): Applied => ({
  shared: "",
  added: "",
  addedCount: 0,
  earlier: "",
  earlierCount: 0,
  recalled: -1,
});

/** Adds an event that was not applied before. */
export function remember(applied: Applied, eventId: string, decided: Decided, session: SessionValues): void {
  const shared = sharedValues(decided, session);
  if (shared !== applied.shared) {
    if (applied.shared !== "") applied.added = `\n\t${applied.shared}${applied.added}`;
    applied.shared = shared;
  }
  applied.added = `\n${escaped(eventId)}\t${ownValues(decided, session)}${applied.added}`;
  applied.addedCount += 1;
}

/** What was decided of an event when it was applied in an earlier batch; undefined when it was not, as far as is known. */
export function recall(applied: Applied, eventId: string): Decided | undefined {
  const { earlier } = applied;
  const id = `\n${escaped(eventId)}\t`;
  const start = earlier.indexOf(id);
  if (start < 0) return undefined;
  applied.recalled = Math.max(applied.recalled, start);
  const above = earlier.lastIndexOf(SHARED, start);
  const shared = above < 0 ? sharedByEarlier(applied) : earlier.slice(above + SHARED.length);
  return readDecided(new TabReader(earlier, start + id.length), new TabReader(shared));
}

/** What begins a shared line; no event has an empty id. */
const SHARED = "\n\t";

/** The shared line that was at the top before anything was added: the first of those that have left the top. */
function sharedByEarlier({ shared, added }: Applied): string {
  const first = added.lastIndexOf(SHARED);
  return first < 0 ? shared : added.slice(first + SHARED.length);
}

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

function sharedValues({ surroundings }: Decided, session: SessionValues): string {
  return `${escaped(session.id)}\t${session.index}\t${formatUtc(session.startedAt)}\t${surroundings.packed}`;
}

/** processed_at is written as the time since event_time: a small number is written four times as fast. */
function ownValues(decided: Decided, session: SessionValues): string {
  const { eventTime, processedAt, hourOfDay, dayOfWeek, isLate } = decided;
  const { eventIndex, durationMs, pageViews, productViews, addToCarts, purchases } = session;
  const time = `${formatUtc(eventTime)}\t${processedAt - eventTime}\t${hourOfDay}\t${dayOfWeek}\t${isLate ? 1 : 0}`;
  return `${time}\t${eventIndex}\t${durationMs}\t${pageViews}\t${productViews}\t${addToCarts}\t${purchases}\t${session.cartValue}\t${session.sinceLastMs ?? ""}`;
}

/** The inverse of `ownValues` and `sharedValues`. */
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
