import { parseUtc } from "../../../shared/event/time.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import type { OpenSession, UserState } from "../session/state.ts";
import { isMemory, type Memory, nothingRemembered } from "./memory.ts";
import { TabReader, writeNumber, writeValue } from "./tabbed.ts";

const TAB = 9;
const NAMED = 1;
const DOUBTFUL = 2;

/**
 * What stands in a state behind format and layout:
 *
 *     session count, number of applied events, whether the count is doubtful, when a state was lost (0 for never),
 *         then each open session, the latest first
 *     lines of applied events, the newest first                          (see `memory.ts`)
 *
 * The lines of applied events stay text: they are searched and added to, and never parsed but for the one that a
 * redelivered event asks for.
 *
 * @param figures how many each session has
 * @returns undefined for what is not wholly of this form, which must not be guessed
 */
export function unpackState(packed: string, start: number, figures: number): UserState | undefined {
  const header = new TabReader(packed, start);
  const sessionCount = header.number();
  const earlierCount = header.number();
  const countDoubtful = header.number() === DOUBTFUL;
  const lostAt = header.number();
  const sessions: OpenSession[] = [];
  while (header.more) sessions.push(unpackSession(header, figures));
  const sound =
    !header.overrun &&
    Number.isInteger(sessionCount + earlierCount + lostAt) &&
    sessions.every(({ index, startedAt, lastAt }) => Number.isInteger(index + startedAt + lastAt));
  if (!sound) return undefined;
  const memory = memoryIn(packed, earlierCount);
  if (memory === undefined) return undefined;
  const version = packed.slice(0, VERSION_LENGTH);
  return { version, sessionCount, countDoubtful, lostAt, unreadable: false, sessions, memory };
}

/** The text behind the header: nothing, or lines of which the first is shared. Undefined for anything else. */
export function memoryIn(packed: string, earlierCount: number): Memory | undefined {
  const top = packed.indexOf("\n", VERSION_LENGTH + 1);
  const memory = nothingRemembered();
  memory.earlier = top < 0 ? "" : packed.slice(top);
  memory.earlierCount = earlierCount;
  return isMemory(memory) ? memory : undefined;
}

export function unpackSession(values: TabReader, figures: number): OpenSession {
  const id = values.text();
  const marks = values.number();
  const index = values.number();
  const startedAt = parseUtc(values.text());
  const lastAt = startedAt + values.number();
  const known = new Array<number>(figures);
  for (let each = 0; each < figures; each += 1) known[each] = values.number();
  return {
    id,
    named: (marks & NAMED) !== 0,
    doubtful: (marks & DOUBTFUL) !== 0,
    index,
    startedAt,
    lastAt,
    figures: known,
  };
}

/** The first line of what `unpackState` reads. */
export function packHeader(
  out: TextBuffer,
  { sessionCount, countDoubtful, lostAt, sessions, memory }: UserState,
): void {
  out.number(sessionCount);
  writeNumber(out, memory.added.length + memory.earlierCount);
  writeNumber(out, countDoubtful ? DOUBTFUL : 0);
  writeNumber(out, lostAt);
  for (const session of sessions) packSession(out, session);
}

function packSession(out: TextBuffer, session: OpenSession): void {
  const { figures } = session;
  out.byte(TAB);
  writeValue(out, session.id);
  writeNumber(out, (session.named ? NAMED : 0) | (session.doubtful ? DOUBTFUL : 0));
  writeNumber(out, session.index);
  out.byte(TAB);
  out.utc(session.startedAt);
  writeNumber(out, session.lastAt - session.startedAt);
  for (let each = 0; each < figures.length; each += 1) {
    out.byte(TAB);
    // One that is younger than its session is not known, and stays empty.
    if (!Number.isNaN(figures[each]!)) out.number(figures[each]!);
  }
}
