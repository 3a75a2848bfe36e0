import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import type { EnrichedLine } from "../emit.ts";
import type { Enrichment } from "../enrichment.ts";
import type { ContentStep } from "../step.ts";
import { FINGERPRINT_LENGTH } from "../steps/fingerprint.ts";
import { fragment } from "./fragment.ts";
import { type Run, runsOf } from "./plain-fields.ts";
import { writeOpen } from "./splice.ts";

/** Writes one part of a line. */
type Part = (out: TextBuffer, line: EnrichedLine) => void;

/** Writes enriched events: the stored event, the fields of each step in their order, then how it went. */
export class LineWriter {
  readonly #parts: readonly Part[];

  constructor(enrichment: Enrichment) {
    let pieces = 0;
    let lookUps = 0;
    this.#parts = enrichment.steps.flatMap((step): Part[] => {
      switch (step.kind) {
        case "text":
          // Several steps may be one piece.
          return enrichment.texts.pieceOf(step.name) < pieces ? [] : [piecePart(pieces++)];
        case "look-up":
          return [lookUpPart(lookUps++)];
        case "person":
          return [writePerson];
        case "session":
          return [sessionPart(enrichment)];
        case "content":
          return [contents[step.name]];
        default:
          return [plainPart(enrichment, step.name)];
      }
    });
  }

  /** The event as one line of JSON. */
  write(out: TextBuffer, line: EnrichedLine): void {
    writeOpen(out, line.event.stored);
    const parts = this.#parts;
    for (let each = 0; each < parts.length; each += 1) parts[each]!(out, line);
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

const piecePart =
  (at: number): Part =>
  (out, { event }) =>
    out.bytes(event.pieces[at]!);

const lookUpPart =
  (at: number): Part =>
  (out, { remembered }) =>
    out.bytes(remembered.found[at]!.json);

function plainPart({ plain, plainSteps }: Enrichment, name: string): Part {
  const { at, names } = plainSteps.find(({ step }) => step.name === name)!;
  const runs = runsOf(plain.slice(at, at + names.length), at);
  return (out, { remembered }) => writeRuns(out, runs, remembered.numbers);
}

function writeRuns(out: TextBuffer, runs: readonly Run[], numbers: readonly number[]): void {
  for (let each = 0; each < runs.length; each += 1) runs[each]!(out, numbers);
}

function sessionPart({ plain, sessionAt }: Enrichment): Part {
  const runs = runsOf(plain.slice(sessionAt), sessionAt);
  return (out, { event, remembered: { session, numbers } }) => {
    if (session === undefined) return;
    // A session that the source names stands in the stored event already.
    if (event.event.session_id === undefined) {
      out.bytes(ID);
      out.quoted(session.id);
    }
    out.bytes(INDEX);
    out.number(session.index);
    out.bytes(STARTED);
    out.utc(session.startedAt);
    out.byte(QUOTE);
    writeRuns(out, runs, numbers);
  };
}

const writePerson: Part = (out, { remembered: { person } }) => {
  if (person === "") return;
  out.bytes(PERSON);
  out.quoted(person);
};

const PERSON = fragment(',"person_id":');
const ID = fragment(',"session_id":');
const INDEX = fragment(',"session_index":');
const STARTED = fragment(',"session_started_at":"');
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
