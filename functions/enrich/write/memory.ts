import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import type { NamedSession, Remembered } from "../remembered.ts";
import { type Beyond, eventTimeAt, KEEP_APPLIED, nothingBeyond, writeBeyond } from "./beyond.ts";
import { lookUpStatusAt, stepOfStatus } from "./event-look-up.ts";
import type { FoundForm } from "./found.ts";
import { type FoundReader, foundReaders } from "./found-readers.ts";
import { isInstant, PEOPLE, PRESENT_FORMAT, type StateLayout } from "./layouts.ts";
import type { EnrichOutcome, Outcomes } from "./outcome.ts";
import { readCustom, writeCustom } from "./remembered-custom.ts";
import { escaped, TabReader, writeKnown, writeValue } from "./tabbed.ts";

/**
 * The memory of events that were applied, by which a redelivered one gets the values that it got before:
 *
 *     ⏎ ⇥ shared values             what the events under it have in common: person, session, look-ups, outcome
 *     ⏎ event_id ⇥ own values       a line an event: its plain fields, then the fields that steps of one's own gave it,
 *                                   as JSON, if any did
 *     ⏎ ⇥ ⇥ forgotten ⇥ …            the last one: what lies beyond the memory (see `beyond.ts`)
 *
 * The newest stand first, so that an event is added and the oldest is dropped without a look at the rest. A shared
 * line is written only where it changes, which makes a state a third as large: it travels both ways with every batch.
 */
export interface Memory {
  /** Events of the present batch, the oldest first. */
  added: Added[];
  /** Lines of earlier batches, the first of them shared; "" for none. */
  earlier: string;
  /** Events among them. */
  earlierCount: number;
  /** Where in `earlier` the oldest line stands that the present batch has come upon; -1 for none. */
  recalled: number;
  beyond: Beyond;
}

export interface Added {
  eventId: string;
  remembered: Remembered & { session: NamedSession };
}

export const nothingRemembered = (): Memory => ({
  added: [],
  earlier: "",
  earlierCount: 0,
  recalled: -1,
  beyond: nothingBeyond(),
});

/** Adds an event that was not applied before. */
export function remember(memory: Memory, eventId: string, remembered: Added["remembered"]): void {
  // Most batches have one event of a device; a list that grows takes room for many.
  if (memory.added.length === 0) memory.added = [{ eventId, remembered }];
  else memory.added.push({ eventId, remembered });
}

/** Whether it is nothing, or lines of which the first is shared. */
export const isMemory = ({ earlier, earlierCount }: Memory): boolean =>
  earlierCount === 0 ? earlier === "" : earlier.startsWith(SHARED);

/**
 * What is remembered of an event from an earlier batch; undefined when it was not applied, as far as is known, and
 * `damaged` when its lines cannot be read.
 */
export function recall(
  memory: Memory,
  eventId: string,
  form: MemoryForm,
): Remembered | undefined | "damaged" {
  const { earlier } = memory;
  if (earlier === "") return undefined;
  const id = `\n${escaped(eventId)}\t`;
  const start = earlier.indexOf(id);
  if (start < 0) return undefined;
  memory.recalled = Math.max(memory.recalled, start);
  const shared = earlier.lastIndexOf(SHARED, start) + SHARED.length;
  return form.read(new TabReader(earlier, start + id.length), new TabReader(earlier, shared)) ?? "damaged";
}

/** What begins a shared line; no event has an empty id. */
const SHARED = "\n\t";

/** How long events of earlier batches are kept. */
export const KEEP_APPLIED_MS = 24 * 3_600_000;

/**
 * Drops the oldest events of earlier batches. Those of the present batch are all kept whatever their number, for if
 * the invocation dies after its write, the whole batch comes back and must find itself applied. That goes for those
 * of them that were applied before, too: a poller that starts again may form a larger batch of them.
 */
export function forgetOldest(memory: Memory, now: number): void {
  const { earlier } = memory;
  let end = earlier.length;
  while (memory.earlierCount > 0) {
    // A damaged state may count more events than it has lines of.
    if (end === 0) memory.earlierCount = 0;
    const line = end === 0 ? -1 : earlier.lastIndexOf("\n", end - 1);
    if (line <= memory.recalled) break;
    const empty = earlier.startsWith(SHARED, line);
    if (!empty) {
      const tooMany = memory.earlierCount > KEEP_APPLIED;
      if (!tooMany && now - processedAtOf(earlier, line) <= KEEP_APPLIED_MS) break;
      memory.beyond.forgottenUntil = Math.max(memory.beyond.forgottenUntil, eventTimeAt(earlier, line));
      memory.earlierCount -= 1;
    }
    end = line;
  }
  memory.earlier = memory.earlierCount === 0 ? "" : earlier.slice(0, end);
}

/** The first two values of an event's line are those of event_time and processed_at. */
function processedAtOf(lines: string, line: number): number {
  const values = new TabReader(lines, lines.indexOf("\t", line) + 1);
  return values.instant() + values.number();
}

const TAB = 9;
const LF = 10;

/** The form of the memory's lines, by a layout. */
export class MemoryForm {
  /** Whether each of the plain fields is an instant: the first is written out, the others as the time since it. */
  readonly #instants: readonly boolean[];
  /** Steps whose status stands on the event's own line, and where. */
  readonly #statuses: readonly { step: string; at: number }[];
  readonly #readers: readonly FoundReader[];
  readonly #outcomes: Outcomes;
  readonly #format: number;
  /** Where the shared line that was written last begins and ends; nothing of it outlives the call. */
  #sharedFrom = 0;
  #sharedTo = 0;

  /**
   * @param lookUps of the present version, in their order
   * @param format of the state that the lines stand in; only lines of the present one are written
   */
  constructor(
    layout: StateLayout,
    lookUps: readonly FoundForm[],
    outcomes: Outcomes,
    format = PRESENT_FORMAT,
  ) {
    this.#format = format;
    this.#instants = layout.plain.map(isInstant);
    this.#statuses = layout.plain.flatMap((name, at) => {
      const step = stepOfStatus(name);
      return step === undefined ? [] : [{ step, at }];
    });
    this.#readers = foundReaders(layout, lookUps);
    this.#outcomes = outcomes;
  }

  /** Writes the lines, the newest event first. */
  write(out: TextBuffer, { added, earlier, earlierCount, beyond }: Memory): void {
    this.#writeAdded(out, added);
    out.text(added.length === 0 ? earlier : this.#withoutShared(earlier, out));
    writeBeyond(out, beyond, added.length + earlierCount);
  }

  /**
   * Earlier lines without the shared one that they begin with, if it is the one that was written last: then it need not
   * stand twice.
   */
  #withoutShared(earlier: string, out: TextBuffer): string {
    if (earlier === "") return earlier;
    const shared = out.string(this.#sharedFrom, this.#sharedTo);
    return earlier.startsWith(shared) && earlier.charCodeAt(shared.length) === LF
      ? earlier.slice(shared.length)
      : earlier;
  }

  #writeAdded(out: TextBuffer, added: readonly Added[]): void {
    let above: Added | undefined;
    for (let at = added.length - 1; at >= 0; at -= 1) {
      const event = added[at]!;
      if (above === undefined || !sharesValues(above.remembered, event.remembered)) {
        this.#sharedFrom = out.size;
        writeShared(out, event.remembered);
        this.#sharedTo = out.size;
      }
      above = event;
      this.#writeOwn(out, event);
    }
  }

  #writeOwn(out: TextBuffer, { eventId, remembered: { numbers, custom } }: Added): void {
    out.byte(LF);
    writeValue(out, eventId);
    const instants = this.#instants;
    // Every layout begins with an instant.
    const first = numbers[0]!;
    out.byte(TAB);
    out.utc(first);
    for (let at = 1; at < instants.length; at += 1) {
      out.byte(TAB);
      writeKnown(out, instants[at] ? numbers[at]! - first : numbers[at]!);
    }
    if (custom !== undefined) writeCustom(out, custom);
  }

  /**
   * The inverse of what is written of an event: its own line, and the shared one above it. Undefined for what is not
   * wholly of this form, of which a line would be made that is no JSON.
   */
  read(own: TabReader, shared: TabReader): Added["remembered"] | undefined {
    const person = this.#format >= PEOPLE ? shared.text() : "";
    const session = { id: shared.text(), index: shared.number(), startedAt: shared.instant() };
    const found = this.#readers.map((read) => read(shared)).filter((each) => each !== undefined);
    const numbers = this.#readNumbers(own);
    const custom = readCustom(own);
    if (custom === undefined) return undefined;
    const read = wholeEvent(
      own,
      shared,
      { numbers, person, session, found },
      this.#outcome(shared.rest(), numbers),
    );
    return read === undefined || custom.length === 0 ? read : { ...read, custom };
  }

  #outcome(text: string, numbers: readonly number[]): EnrichOutcome | undefined {
    let outcome = this.#outcomes.before(text);
    for (const { step, at } of this.#statuses) {
      const how = lookUpStatusAt(numbers[at]!);
      if (how !== undefined && outcome !== undefined) outcome = this.#outcomes.also(outcome, step, how);
    }
    return outcome;
  }

  #readNumbers(own: TabReader): number[] {
    let first = Number.NaN;
    return this.#instants.map((instant) => {
      if (!instant) return own.number();
      if (!Number.isNaN(first)) return first + own.number();
      first = own.instant();
      return first;
    });
  }

  /** Every event of the lines, the oldest first; undefined where one is damaged. */
  readAll(lines: string): Added[] | undefined {
    return readLines(lines, (own, shared) => this.read(own, shared));
  }

  /** Events of another form, the oldest first, as the lines of an earlier batch. */
  rewritten(events: readonly Added[]): Memory {
    const out = new TextBuffer(4_096);
    this.#writeAdded(out, events);
    return { ...nothingRemembered(), earlier: out.view().toString(), earlierCount: events.length };
  }
}

/** Values of lines that were read to their ends; undefined where one of them has more or fewer. */
export function wholeEvent(
  own: TabReader,
  shared: TabReader,
  read: Omit<Added["remembered"], "outcome">,
  outcome: EnrichOutcome | undefined,
): Added["remembered"] | undefined {
  if (outcome === undefined || own.overrun || own.more || shared.overrun) return undefined;
  // Every layout begins with event_time and processed_at, which no event is without.
  const { numbers, session } = read;
  const isSound = Number.isInteger(session.index + session.startedAt + numbers[0]! + numbers[1]!);
  return isSound ? { ...read, outcome } : undefined;
}

/** Every event of the lines, the oldest first; undefined where one is damaged. */
export function readLines(
  lines: string,
  read: (own: TabReader, shared: TabReader) => Added["remembered"] | undefined,
): Added[] | undefined {
  const all: Added[] = [];
  let shared = -1;
  for (let line = lines.indexOf("\n"); line >= 0; line = lines.indexOf("\n", line + 1)) {
    if (lines.startsWith(SHARED, line)) shared = line + SHARED.length;
    else {
      const own = new TabReader(lines, line + 1);
      const eventId = own.text();
      const remembered = read(own, new TabReader(lines, shared));
      if (remembered === undefined) return undefined;
      all.push({ eventId, remembered });
    }
  }
  return all.reverse();
}

function sharesValues(one: Added["remembered"], other: Added["remembered"]): boolean {
  if (
    one.person !== other.person ||
    one.outcome.text !== other.outcome.text ||
    !isSameSession(one.session, other.session)
  )
    return false;
  for (let at = 0; at < one.found.length; at += 1)
    if (one.found[at] !== other.found[at] && one.found[at]!.text !== other.found[at]!.text) return false;
  return true;
}

const isSameSession = (one: NamedSession, other: NamedSession): boolean =>
  one.id === other.id && one.index === other.index && one.startedAt === other.startedAt;

function writeShared(out: TextBuffer, { person, session, found, outcome }: Added["remembered"]): void {
  out.byte(LF);
  out.byte(TAB);
  writeValue(out, person);
  out.byte(TAB);
  writeValue(out, session.id);
  out.byte(TAB);
  out.number(session.index);
  out.byte(TAB);
  out.utc(session.startedAt);
  for (let at = 0; at < found.length; at += 1) out.bytes(found[at]!.packed);
  out.bytes(outcome.packed);
}
