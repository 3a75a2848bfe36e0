import { parseInstant } from "../../../shared/event/time.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import type { TextBuffer } from "../../../shared/text-buffer.ts";
import { type Applied, nothingApplied, writeApplied } from "./applied.ts";
import { TabReader, writeNumber, writeValue } from "./tabbed.ts";

const TAB = 9;
const LF = 10;
const NAMED = 1;
const DOUBTFUL = 2;

/**
 * A user's state as one text, so that it is one value in Redis:
 *
 *     version
 *     session count, number of applied events, whether the count is doubtful, then each open session, the latest first
 *     lines of applied events, the newest first                          (see `applied.ts`)
 *
 * The lines of applied events stay text: they are searched and added to, and never parsed but for the one that a
 * redelivered event asks for.
 */
export interface UserState {
  /** The version that was read; "" for a user without state. */
  version: string;
  /** Sessions ever opened by the user. */
  sessionCount: number;
  /** Whether Redis may have lost sessions that belong to the count. */
  countDoubtful: boolean;
  sessions: OpenSession[];
  applied: Applied;
  /** Whether there is a state in Redis that this version cannot read: the user then has lost the one that there was. */
  lost: boolean;
}

export interface OpenSession {
  id: string;
  /** Whether the source named it; such a session is never cut by time. */
  named: boolean;
  /** Whether events of it may have been counted in a state that Redis lost. */
  doubtful: boolean;
  index: number;
  /** Epoch ms. */
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
  countDoubtful: false,
  sessions: [],
  applied: nothingApplied(),
  lost: false,
});

/**
 * The state as it is stored, or an empty one that says so where it is of a newer format, damaged, or somebody else's:
 * it counts as lost. A throw would hold up everybody's events until the record age, at every deploy of a new format
 * and at every way back from it.
 *
 * A format is told by what its header begins with: format 1 by a digit, all later ones by `f` and their number. All of
 * them begin with the version of the write, which is what the compare-and-set looks at.
 */
export function readState(packed: string): UserState {
  const isFirstFormat = /^\n\d/.test(packed.slice(VERSION_LENGTH, VERSION_LENGTH + 2));
  const read = isFirstFormat ? unpackState(packed) : undefined;
  return read ?? { ...noState(), version: packed.slice(0, VERSION_LENGTH), lost: true };
}

/** Format 1; undefined for what is not wholly of its form, which must not be guessed. */
function unpackState(packed: string): UserState | undefined {
  const header = new TabReader(packed, VERSION_LENGTH + 1);
  const sessionCount = header.number();
  const earlierCount = header.number();
  const countDoubtful = header.number() === DOUBTFUL;
  const sessions: OpenSession[] = [];
  while (header.more) sessions.push(unpackSession(header));
  const sound =
    Number.isInteger(sessionCount) &&
    Number.isInteger(earlierCount) &&
    sessions.every(({ cartValue }) => !Number.isNaN(cartValue));
  if (!sound) return undefined;
  const version = packed.slice(0, VERSION_LENGTH);
  const applied = appliedOf(packed, earlierCount);
  return { version, sessionCount, countDoubtful, sessions, applied, lost: false };
}

/** The text behind the header: nothing, or lines of which the first is shared. */
function appliedOf(packed: string, earlierCount: number): Applied {
  const top = packed.indexOf("\n", VERSION_LENGTH + 1);
  return top < 0 ? nothingApplied() : { ...nothingApplied(), earlier: packed.slice(top), earlierCount };
}

function unpackSession(values: TabReader): OpenSession {
  const id = values.text();
  const marks = values.number();
  const index = values.number();
  const startedAt = parseInstant(values.text());
  return {
    id,
    named: (marks & NAMED) !== 0,
    doubtful: (marks & DOUBTFUL) !== 0,
    index,
    startedAt,
    lastAt: startedAt + values.number(),
    events: values.number(),
    pageViews: values.number(),
    productViews: values.number(),
    addToCarts: values.number(),
    purchases: values.number(),
    cartValue: values.number(),
  };
}

/** @param version the new version, `VERSION_LENGTH` characters that no earlier state of the user had */
export function writeState(
  out: TextBuffer,
  { sessionCount, countDoubtful, sessions, applied }: UserState,
  version: string,
): void {
  out.ascii(version);
  out.byte(LF);
  out.number(sessionCount);
  writeNumber(out, applied.added.length + applied.earlierCount);
  writeNumber(out, countDoubtful ? DOUBTFUL : 0);
  for (const session of sessions) writeSession(out, session);
  writeApplied(out, applied);
}

function writeSession(out: TextBuffer, session: OpenSession): void {
  out.byte(TAB);
  writeValue(out, session.id);
  writeNumber(out, (session.named ? NAMED : 0) | (session.doubtful ? DOUBTFUL : 0));
  writeNumber(out, session.index);
  out.byte(TAB);
  out.utc(session.startedAt);
  writeNumber(out, session.lastAt - session.startedAt);
  writeNumber(out, session.events);
  writeNumber(out, session.pageViews);
  writeNumber(out, session.productViews);
  writeNumber(out, session.addToCarts);
  writeNumber(out, session.purchases);
  writeNumber(out, session.cartValue);
}
