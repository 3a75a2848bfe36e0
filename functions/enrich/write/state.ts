import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { type Arrived, notKnown, notTold, toldBy } from "../session/arrival.ts";
import type { DeviceState, OpenSession } from "../session/state.ts";
import { takeBeyond } from "./beyond.ts";
import { PEOPLE, PRESENT_FORMAT, TOUCHES } from "./layouts.ts";
import { isMemory, type Memory } from "./memory.ts";
import { readTouch, writeTouch } from "./session-touch.ts";
import { TabReader, writeKnown, writeNumber, writeValue } from "./tabbed.ts";

const TAB = 9;
const NAMED = 1;
const DOUBTFUL = 2;
const LINK_DOUBTFUL = 4;
/** Marks of a session, from format 4 on: how its visitor arrived is known, was told, and was by a touch, which follows. */
const ARRIVAL_KNOWN = 4;
const ARRIVAL_TOLD = 8;
const HAS_TOUCH = 16;

/**
 * What stands in a state behind format and layout:
 *
 *     session count, number of applied events, what is doubtful, when a state was lost (0 for never),
 *         from format 3 on: purchases, latest event_time, linked user and when, and then each open session, the latest
 *         first, from format 4 on with its touch, if it has one
 *     lines of applied events, the newest first                          (see `memory.ts`)
 *
 * The lines of applied events stay text: they are searched and added to, and never parsed but for the one that a
 * redelivered event asks for.
 *
 * @param figures how many each session has
 * @param format of the state
 * @returns undefined for what is not wholly of this form, which must not be guessed
 */
export function unpackState(
  packed: string,
  start: number,
  figures: number,
  format = PRESENT_FORMAT,
): DeviceState | undefined {
  const header = new TabReader(packed, start);
  const sessionCount = header.number();
  const earlierCount = header.number();
  const marks = header.number();
  const lostAt = header.number();
  const hasPeople = format >= PEOPLE;
  // What an older format did not count is not known.
  const purchases = hasPeople ? header.number() : Number.NaN;
  const latest = hasPeople ? header.number() : undefined;
  const linkedUser = hasPeople ? header.text() : "";
  const linkedAt = hasPeople ? header.number() : 0;
  const sessions: OpenSession[] = [];
  while (header.more) sessions.push(unpackSession(header, figures, format));
  if (header.overrun || !Number.isInteger(sessionCount + earlierCount + marks + lostAt + linkedAt))
    return undefined;
  for (let each = 0; each < sessions.length; each += 1) if (!isSound(sessions[each]!)) return undefined;
  const memory = memoryIn(packed, earlierCount);
  if (memory === undefined) return undefined;
  // In one piece: merged from three objects it takes a microsecond, as much as all that is read above.
  return {
    version: packed.slice(0, VERSION_LENGTH),
    sessionCount,
    purchases,
    lastAt: latest ?? latestOf(sessions),
    linkedUser,
    linkedAt,
    linkDoubtful: (marks & LINK_DOUBTFUL) !== 0,
    countDoubtful: (marks & DOUBTFUL) !== 0,
    lostAt,
    unreadable: false,
    sessions,
    memory,
  };
}

const isSound = ({ index, startedAt, lastAt }: OpenSession): boolean =>
  Number.isInteger(index + startedAt + lastAt);

/** NaN where there is no session. */
export const latestOf = (sessions: readonly OpenSession[]): number =>
  sessions.length === 0 ? Number.NaN : Math.max(...sessions.map(({ lastAt }) => lastAt));

/** The text behind the header: nothing, or lines of which the first is shared. Undefined for anything else. */
export function memoryIn(packed: string, earlierCount: number): Memory | undefined {
  const top = packed.indexOf("\n", VERSION_LENGTH + 1);
  const taken = takeBeyond(top < 0 ? "" : packed.slice(top), earlierCount);
  if (taken === undefined) return undefined;
  const memory: Memory = {
    added: [],
    earlier: taken.lines,
    earlierCount,
    recalled: -1,
    beyond: taken.beyond,
  };
  return isMemory(memory) ? memory : undefined;
}

export function unpackSession(values: TabReader, figures: number, format: number): OpenSession {
  const id = values.text();
  const marks = values.number();
  const index = values.number();
  const startedAt = values.instant();
  const lastAt = startedAt + values.number();
  const user = format >= PEOPLE ? values.text() : "";
  const endedAt = format >= PEOPLE ? values.number() : Number.NaN;
  const known = new Array<number>(figures);
  for (let each = 0; each < figures; each += 1) known[each] = values.number();
  const arrived = format >= TOUCHES ? unpackArrived(values, marks) : notKnown;
  return {
    id,
    named: (marks & NAMED) !== 0,
    doubtful: (marks & DOUBTFUL) !== 0,
    user,
    endedAt,
    index,
    startedAt,
    lastAt,
    figures: known,
    arrived,
  };
}

function unpackArrived(values: TabReader, marks: number): Arrived {
  if ((marks & ARRIVAL_KNOWN) === 0) return notKnown;
  if ((marks & ARRIVAL_TOLD) === 0) return notTold;
  return toldBy((marks & HAS_TOUCH) === 0 ? undefined : readTouch(values));
}

function marksOf({ named, doubtful, arrived }: OpenSession): number {
  const marks = (named ? NAMED : 0) | (doubtful ? DOUBTFUL : 0);
  if (!arrived.known) return marks;
  return marks | ARRIVAL_KNOWN | (arrived.told ? ARRIVAL_TOLD : 0) | (arrived.touch ? HAS_TOUCH : 0);
}

/** The first line of what `unpackState` reads. */
export function packHeader(out: TextBuffer, state: DeviceState): void {
  const { sessionCount, sessions, memory } = state;
  out.number(sessionCount);
  writeNumber(out, memory.added.length + memory.earlierCount);
  writeNumber(out, (state.countDoubtful ? DOUBTFUL : 0) | (state.linkDoubtful ? LINK_DOUBTFUL : 0));
  writeNumber(out, state.lostAt);
  addKnown(out, state.purchases);
  addKnown(out, state.lastAt);
  out.byte(TAB);
  writeValue(out, state.linkedUser);
  writeNumber(out, state.linkedAt);
  for (const session of sessions) packSession(out, session);
}

function packSession(out: TextBuffer, session: OpenSession): void {
  const { figures } = session;
  out.byte(TAB);
  writeValue(out, session.id);
  writeNumber(out, marksOf(session));
  writeNumber(out, session.index);
  out.byte(TAB);
  out.utc(session.startedAt);
  writeNumber(out, session.lastAt - session.startedAt);
  out.byte(TAB);
  writeValue(out, session.user);
  addKnown(out, session.endedAt);
  // A figure that is younger than its session is not known, and stays empty.
  for (let each = 0; each < figures.length; each += 1) addKnown(out, figures[each]!);
  if (session.arrived.known && session.arrived.touch !== undefined) writeTouch(out, session.arrived.touch);
}

/** Behind another value. */
function addKnown(out: TextBuffer, value: number): void {
  out.byte(TAB);
  writeKnown(out, value);
}
