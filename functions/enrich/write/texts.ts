import { givenBit, givenFacts } from "../../../shared/event/given.ts";
import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { attributeIndex, type ScannedEvent } from "../../../shared/event/scan.ts";
import type { AttributeName, TextStep } from "../../../shared/steps/contract.ts";
import { fieldsOf, fragment, nothing, type WrittenFields } from "./fragment.ts";

export interface TextPart {
  step: TextStep;
  fields: WrittenFields;
  /** Its place in the list of all steps. */
  place: number;
}

/** Texts of an attribute that are kept: a power of two. Pages and agents repeat, and a look at them costs a tenth. */
const KEPT = 16_384;
/** Addresses are many, and the hash of one takes two microseconds. */
const KEPT_ADDRESSES = 65_536;

const NONE: readonly string[] = [];

/** Runs the text steps. */
export class Texts {
  /** Names of the steps that failed on the event that was read last; nearly always none. */
  failed = NONE;
  readonly #pieces: readonly Piece[];
  /** The pieces of an event that has none of the attributes. */
  readonly #nothing: readonly Uint8Array[];

  /** @param before steps that have run on the same event by then, on whose fields these may depend */
  constructor(parts: readonly TextPart[], before?: Texts) {
    const earlier = before === undefined ? [] : before.#pieces;
    const pieces: Piece[] = [];
    for (const group of groupsOf(parts)) pieces.push(new Piece(group, [...earlier, ...pieces]));
    this.#pieces = pieces;
    this.#nothing = pieces.map(() => nothing);
  }

  /** What the steps make of the event that is being scanned: pieces of JSON, in their order. */
  of(scanned: ScannedEvent): Uint8Array[] {
    const made = this.#nothing.slice();
    this.failed = NONE;
    const pieces = this.#pieces;
    for (let each = 0; each < pieces.length; each += 1) {
      const current = pieces[each]!.read(scanned);
      if (current === undefined) continue;
      made[each] = scanned.given === 0 ? current.json : current.without(givenFacts(scanned.given).fields);
      if (current.failed !== undefined) this.failed = [...this.failed, ...current.failed];
    }
    return made;
  }

  /** The place of the piece that has a step's fields. */
  pieceOf(name: string): number {
    return this.#pieces.findIndex(({ parts }) => parts.some(({ step }) => step.name === name));
  }

  /** The piece that has a field of a step. */
  giving(field: string): { current: { text: string; values: Record<string, unknown> } | undefined } {
    return this.#pieceGiving(field);
  }

  /** A field's value of the event that was read last. */
  valueOf(field: string, scanned: ScannedEvent): string | undefined {
    return valueBefore(scanned, field, this.#pieceGiving(field));
  }

  #pieceGiving(field: string): Piece {
    return this.#pieces.find((piece) => piece.gives(field))!;
  }

  /** The attribute, if a step reads it: its text then need not be decoded again. */
  attribute(name: AttributeName): { current: { text: string } | undefined } | undefined {
    return this.#pieces.find(({ reads }) => reads === name);
  }
}

/** Steps that follow one another in the list of all and depend on nothing but one attribute: their fields are one piece. */
function groupsOf(parts: readonly TextPart[]): TextPart[][] {
  const groups: TextPart[][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last !== undefined && follows(part, last.at(-1)!)) last.push(part);
    else groups.push([part]);
  }
  return groups;
}

const follows = ({ step, place }: TextPart, before: TextPart): boolean =>
  step.after === undefined &&
  before.step.after === undefined &&
  step.reads === before.step.reads &&
  before.place === place - 1;

/** The fields of one step or several, which are made, kept and written as one. */
class Piece {
  readonly reads: AttributeName;
  readonly parts: readonly TextPart[];
  /** What was made of the text of the present event. */
  current: Made | undefined;
  readonly #index: number;
  readonly #kept: TextCache<Made>;
  /** The earlier field that it depends on, too, and the piece that has it. */
  readonly #after: string | undefined;
  readonly #giver: Piece | undefined;
  readonly #alsoAfter: string | undefined;
  readonly #alsoGiver: Piece | undefined;

  constructor(parts: readonly TextPart[], earlier: readonly Piece[]) {
    const { name, reads, after, alsoAfter } = parts[0]!.step;
    this.reads = reads;
    this.parts = parts;
    this.#index = attributeIndex[reads];
    this.#kept = new TextCache(reads === "ip" ? KEPT_ADDRESSES : KEPT, (text) => new Made(text, parts));
    this.#after = after;
    this.#giver = giverOf(name, after, earlier);
    this.#alsoAfter = alsoAfter;
    this.#alsoGiver = giverOf(name, alsoAfter, earlier);
  }

  read(scanned: ScannedEvent): Made | undefined {
    const made = scanned.of(this.#index, this.#kept);
    this.current = made;
    if (made === undefined) return undefined;
    const given = this.#giver === undefined ? undefined : valueBefore(scanned, this.#after!, this.#giver);
    const also =
      this.#alsoGiver === undefined ? undefined : valueBefore(scanned, this.#alsoAfter!, this.#alsoGiver);
    // It is nearly always the same again. A failure is never kept: what went wrong may go well the next time.
    if (made.given !== given || made.also !== also || made.failed !== undefined) made.make(given, also);
    return made;
  }

  gives(field: string): boolean {
    return this.parts.some(({ fields }) => field in fields);
  }
}

function giverOf(step: string, field: string | undefined, earlier: readonly Piece[]): Piece | undefined {
  const giver = earlier.find((piece) => field !== undefined && piece.gives(field));
  if (field !== undefined && giver === undefined)
    throw new Error(`The step ${step} comes after ${field}, which no text step before it in the list gives.`);
  return giver;
}

/** The value of an earlier field: the source's own, where it gives that fact. */
function valueBefore(scanned: ScannedEvent, field: string, giver: Piece): string | undefined {
  const { given } = scanned;
  if (given !== 0 && (givenFacts(given).fields & givenBit(field)) !== 0)
    return scanned.string(attributeIndex[field as AttributeName]);
  return giver.current?.values[field] as string | undefined;
}

/** What the steps of a piece make of one text. */
class Made {
  readonly text: string;
  readonly values: Record<string, unknown> = {};
  json: Uint8Array = nothing;
  failed: string[] | undefined;
  /** The value of the earlier field that it was made for; null before it is. */
  given: string | undefined | null = null;
  also: string | undefined;
  readonly #parts: readonly TextPart[];
  /** The fields that were left out the last time, as bits, and what is left then. */
  #left = 0;
  #rest: Uint8Array = nothing;

  constructor(text: string, parts: readonly TextPart[]) {
    this.text = text;
    this.#parts = parts;
  }

  make(given: string | undefined, also: string | undefined): void {
    let json = "";
    this.given = given;
    this.also = also;
    this.failed = undefined;
    for (const { step, fields } of this.#parts) {
      const values = valuesOf(step, this.text, given, also);
      // Each anew: of a step that fails, no value may stay that it gave for something else.
      for (const name in fields) this.values[name] = values?.[name];
      if (values === undefined) this.failed = [...(this.failed ?? []), step.name];
      else json += fieldsOf(fields, values);
    }
    this.json = fragment(json);
    this.#left = 0;
  }

  /** The same less the fields that the source gives (`GivenFacts`); one gives the same ones each time. */
  without(fields: number): Uint8Array {
    if (this.#left === fields) return this.#rest;
    const rest = Object.fromEntries(
      Object.entries(this.values).filter(([name]) => (givenBit(name) & fields) === 0),
    );
    this.#rest = fragment(this.#parts.map((part) => fieldsOf(part.fields, rest)).join(""));
    this.#left = fields;
    return this.#rest;
  }
}

/** Undefined where the step throws, or takes longer than it may: that costs its own fields and not the event. */
function valuesOf(
  step: TextStep,
  text: string,
  after: string | undefined,
  also: string | undefined,
): Record<string, unknown> | undefined {
  const { limitMs } = step;
  const started = limitMs === undefined ? 0 : performance.now();
  try {
    const values = step.of(text, after, also);
    return limitMs !== undefined && performance.now() - started > limitMs ? undefined : values;
  } catch {
    // The event says so: enrichment_status has `error` for the step.
    return undefined;
  }
}
