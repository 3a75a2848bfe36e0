import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { escaped, unescaped } from "../decided.ts";

/**
 * A user's state as one text, so that it is one value in Redis:
 *
 *     version
 *     session count, number of applied events, then each open session   (tab-separated, the most recent first)
 *     event_id ⇥ decided values                (a line an applied event, the newest last)
 *
 * The lines of applied events stay text: they are searched and appended to, and never parsed but for the one
 * that a redelivered event asks for.
 */
export interface UserState {
  /** The version that was read; "" for a user without state. */
  version: string;
  /** Sessions ever opened by the user. */
  sessionCount: number;
  sessions: OpenSession[];
  /** Lines of applied events, each beginning with a newline, and how many there are. */
  applied: string;
  appliedCount: number;
}

export interface OpenSession {
  id: string;
  /** Whether the source named it; such a session is never cut by time. */
  named: boolean;
  index: number;
  startedAt: number;
  lastAt: number;
  events: number;
  pageViews: number;
  productViews: number;
  addToCarts: number;
  purchases: number;
  cartValue: number;
}

export const noState = (): UserState => ({
  version: "",
  sessionCount: 0,
  sessions: [],
  applied: "",
  appliedCount: 0,
});

const OWN_VALUES = 2;
const SESSION_VALUES = 11;

/** Throws on text that this version did not write: a state that cannot be read must not be guessed. */
export function unpackState(packed: string): UserState {
  const end = packed.indexOf("\n", VERSION_LENGTH + 1);
  const header = packed.slice(VERSION_LENGTH + 1, end < 0 ? undefined : end).split("\t");
  const sessionCount = Number(header[0]);
  const appliedCount = Number(header[1]);
  const whole = (header.length - OWN_VALUES) % SESSION_VALUES === 0;
  const counted = Number.isInteger(sessionCount) && Number.isInteger(appliedCount);
  if (packed.charCodeAt(VERSION_LENGTH) !== 10 || !counted || !whole) {
    throw new Error(
      "Session state in Redis is not of this version's form; was the key written by something else?",
    );
  }
  const sessions: OpenSession[] = [];
  for (let at = OWN_VALUES; at < header.length; at += SESSION_VALUES)
    sessions.push(unpackSession(header, at));
  const applied = end < 0 ? "" : packed.slice(end);
  return { version: packed.slice(0, VERSION_LENGTH), sessionCount, sessions, applied, appliedCount };
}

function unpackSession(values: readonly string[], at: number): OpenSession {
  const number = (offset: number): number => Number(values[at + offset]);
  return {
    id: unescaped(values[at]!),
    named: values[at + 1] === "1",
    index: number(2),
    startedAt: number(3),
    lastAt: number(4),
    events: number(5),
    pageViews: number(6),
    productViews: number(7),
    addToCarts: number(8),
    purchases: number(9),
    cartValue: number(10),
  };
}

/** @param version the new version, `VERSION_LENGTH` characters that no earlier state of the user had */
export function packState(state: UserState, version: string): string {
  let packed = `${version}\n${state.sessionCount}\t${state.appliedCount}`;
  for (const s of state.sessions) {
    packed += `\t${escaped(s.id)}\t${s.named ? 1 : 0}\t${s.index}\t${s.startedAt}\t${s.lastAt}\t${s.events}\t${s.pageViews}\t${s.productViews}\t${s.addToCarts}\t${s.purchases}\t${s.cartValue}`;
  }
  return packed + state.applied;
}

/** The packed values of an event that was applied before; undefined when it was not, as far as is remembered. */
export function appliedValues(applied: string, eventId: string): string | undefined {
  const start = applied.indexOf(`\n${eventId}\t`);
  if (start < 0) return undefined;
  const end = applied.indexOf("\n", start + 1);
  return applied.slice(start + eventId.length + 2, end < 0 ? undefined : end);
}

/** How many applied events are kept from before the present batch, and for how long. */
export const KEEP_APPLIED = 32;
export const KEEP_APPLIED_MS = 24 * 3_600_000;

/**
 * Drops the oldest lines of earlier batches, to be called before those of the present batch are added: they are all
 * kept whatever their number, for if the invocation dies after its write, the whole batch comes back and must find
 * itself applied. Lines stand in the order of their time, so only the first is looked at.
 */
export function trimApplied(state: UserState, now: number): void {
  let from = 0;
  while (state.appliedCount > 0) {
    const surplus =
      state.appliedCount > KEEP_APPLIED || now - processedAtOf(state.applied, from) > KEEP_APPLIED_MS;
    if (!surplus) break;
    const next = state.applied.indexOf("\n", from + 1);
    from = next < 0 ? state.applied.length : next;
    state.appliedCount -= 1;
  }
  if (from > 0) state.applied = state.applied.slice(from);
}

/** processed_at is the second packed value: the third of the line. */
function processedAtOf(applied: string, lineStart: number): number {
  const eventTimeStart = applied.indexOf("\t", lineStart) + 1;
  const start = applied.indexOf("\t", eventTimeStart) + 1;
  return Number(applied.slice(start, applied.indexOf("\t", start)));
}
