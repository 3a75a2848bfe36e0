import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import type { ReadEvent } from "../read.ts";
import type { Remembered } from "../remembered.ts";
import type { ContentStep, CorePlainStep, Step } from "../step.ts";
import { FINGERPRINT_LENGTH } from "../steps/fingerprint.ts";
import type { EventLookUp } from "./event-look-up.ts";
import { fragment } from "./fragment.ts";
import { type PlainField, runsOf } from "./plain-fields.ts";
import { writeOpen } from "./splice.ts";
import type { Texts } from "./texts.ts";

/** An enriched event. */
export interface EnrichedLine {
  event: ReadEvent;
  remembered: Remembered;
}

interface Placed {
  step: { name: string };
  names: readonly string[];
  at: number;
}

/** What a line is made of, as the `Enrichment` has it. */
interface LineSteps {
  steps: readonly Step[];
  texts: Texts;
  plainSteps: readonly { step: CorePlainStep; names: readonly string[]; at: number }[];
  plain: readonly PlainField[];
  sessionAt: number;
  /** Place of the session's touch among what was found. */
  touchAt: number;
  eventLookUps: readonly EventLookUp[];
}

/** Writes one part of a line. */
type Part = (out: TextBuffer, line: EnrichedLine) => void;

/** Writes enriched events: the stored event, the fields of each step in their order, then how it went. */
export class LineWriter {
  readonly #writeFields: Part;

  constructor(enrichment: LineSteps) {
    let pieces = 0;
    let lookUps = 0;
    const firstTouch = enrichment.steps.find(({ kind }) => kind === "touch");
    const parts = enrichment.steps.flatMap((step): Part[] => {
      switch (step.kind) {
        case "text":
          // Several steps may be one piece.
          return enrichment.texts.pieceOf(step.name) < pieces ? [] : [piecePart(pieces++)];
        case "look-up":
          return [lookUpPart(lookUps++)];
        case "event-look-up":
          return plainParts(enrichment, enrichment.eventLookUps, step.name);
        case "person":
          return [writePerson];
        case "touch":
          // What all of its steps give is one piece, and written where the first of them stands.
          return step === firstTouch ? [touchPart(enrichment.touchAt)] : [];
        case "session":
          return [
            writeSession,
            ...runsOf(enrichment.plain.slice(enrichment.sessionAt), enrichment.sessionAt),
          ];
        case "content":
          return [contents[step.name]];
        default:
          return plainParts(enrichment, enrichment.plainSteps, step.name);
      }
    });
    this.#writeFields = inTurn(parts);
  }

  /** The event as one line of JSON. */
  write(out: TextBuffer, line: EnrichedLine): void {
    writeOpen(out, line.event.stored);
    this.#writeFields(out, line);
    const { custom, outcome } = line.remembered;
    if (custom !== undefined) for (const piece of custom) out.bytes(piece);
    out.bytes(outcome.json);
  }

  /** The line as a text, for the few that are needed alone. */
  text(line: EnrichedLine): string {
    const out = new TextBuffer(4096);
    this.write(out, line);
    return out.view().toString();
  }
}

/**
 * One part that calls all of them. It is generated, so that each call in it has one target, which V8 then writes out in its
 * place: in a loop over a list none is.
 */
function inTurn(parts: readonly Part[]): Part {
  const names = parts.map((_, each) => `part${each}`);
  const calls = names.map((name) => `${name}(out, line);`);
  const body = `return (out, line) => {\n${calls.join("\n")}\n};`;
  return new Function(...names, `${body}\n//# sourceURL=write-fields.js`)(...parts);
}

const piecePart =
  (at: number): Part =>
  (out, { event }) =>
    out.bytes(event.pieces[at]!);

const lookUpPart =
  (at: number): Part =>
  (out, { remembered }) =>
    out.bytes(remembered.found[at]!.json);

/** An event has none while session state is out of reach. */
const touchPart =
  (at: number): Part =>
  (out, { remembered: { found } }) => {
    const touch = found[at];
    if (touch !== undefined) out.bytes(touch.json);
  };

/** The fields of a step among the plain ones. */
function plainParts({ plain }: LineSteps, placed: readonly Placed[], name: string): Part[] {
  const { at, names } = placed.find(({ step }) => step.name === name)!;
  return runsOf(plain.slice(at, at + names.length), at);
}

/** What all events of a session share; its other fields are plain ones, and have no value where there is no session. */
const writeSession: Part = (out, { event, remembered: { session } }) => {
  if (session === undefined) return;
  // A session that the source names stands in the stored event already.
  if (event.event.session_id === undefined) {
    out.bytes(ID);
    out.quoted(session.id);
  }
  writeIndex(out, session.index);
  out.utc(session.startedAt);
  out.byte(QUOTE);
};

const writePerson: Part = (out, { remembered: { person } }) => {
  if (person === "") return;
  out.bytes(PERSON);
  out.quoted(person);
};

const PERSON = fragment(',"person_id":');
const ID = fragment(',"session_id":');

/** By the number of the session: nearly all are small. */
const indexes: Uint8Array[] = [];
const MAX_INDEX = 1_024;

/** The number of a session among its device's, up to the instant of its start. */
function writeIndex(out: TextBuffer, index: number): void {
  let json = indexes[index];
  if (json === undefined) {
    json = fragment(`,"session_index":${index},"session_started_at":"`);
    if (index < MAX_INDEX) indexes[index] = json;
  }
  out.bytes(json);
}

const FINGERPRINT = fragment(',"event_fingerprint":"');
const QUOTE = 34;

const writeSource: Part = (out, { event }) => out.bytes(event.source.json);

const VALUE = fragment(',"value":');

const writeValue: Part = (out, { event: { event } }) => {
  if (event.value === undefined) return;
  out.bytes(VALUE);
  out.number(event.value);
};

const writeFingerprint: Part = (out, { event: { fingerprint } }) => {
  out.bytes(FINGERPRINT);
  out.ascii(fingerprint);
  out.truncate(out.size - fingerprint.length + FINGERPRINT_LENGTH);
  out.byte(QUOTE);
};

const contents: Readonly<Record<ContentStep["name"], Part>> = {
  source: writeSource,
  order: writeValue,
  fingerprint: writeFingerprint,
};
