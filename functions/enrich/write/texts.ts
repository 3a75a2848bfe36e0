import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { attributeIndex, type ScannedEvent } from "../../../shared/event/scan.ts";
import type { AttributeName, TextStep } from "../../../shared/steps/contract.ts";
import { type Fields, fieldsOf, fragment, nothing } from "./fragment.ts";

export interface TextPart {
  step: TextStep;
  fields: Fields;
  /** Its place in the list of all steps. */
  place: number;
}

/** Steps that follow one another in the list of all and depend on nothing but one attribute: their fields are one piece. */
interface Piece {
  reads: AttributeName;
  after: string | undefined;
  parts: TextPart[];
  /** Its place among the pieces of an event. */
  at: number;
}

/** Texts of an attribute that are kept: a power of two. Pages and agents repeat, and a look at them costs a tenth. */
const KEPT = 16_384;
/** Addresses are many, and the hash of one takes two microseconds. */
const KEPT_ADDRESSES = 65_536;

const NONE: readonly string[] = [];

/** Runs the text steps. Those that read the same attribute share what is kept of its texts. */
export class Texts {
  /** Names of the steps that failed on the event that was read last; nearly always none. */
  failed = NONE;
  readonly #attributes: readonly Attribute[];
  readonly #pieces: readonly Piece[];
  /** The pieces of an event that has none of the attributes. */
  readonly #nothing: readonly Uint8Array[];

  /** @param before steps that have run on the same event by then, on whose fields these may depend */
  constructor(parts: readonly TextPart[], before?: Texts) {
    this.#pieces = piecesOf(parts);
    this.#nothing = this.#pieces.map(() => nothing);
    const attributes: Attribute[] = [];
    const earlier = before === undefined ? [] : before.#attributes;
    for (const [name, own] of Map.groupBy(this.#pieces, ({ reads }) => reads))
      attributes.push(new Attribute(name, own, [...earlier, ...attributes]));
    this.#attributes = attributes;
  }

  /** What the steps make of the event that is being scanned: pieces of JSON, in their order. */
  of(scanned: ScannedEvent): Uint8Array[] {
    const pieces = this.#nothing.slice();
    this.failed = NONE;
    const attributes = this.#attributes;
    for (let each = 0; each < attributes.length; each += 1) {
      const made = attributes[each]!.read(scanned, pieces);
      if (made?.failed !== undefined) this.failed = [...this.failed, ...made.failed];
    }
    return pieces;
  }

  /** The place of the piece that has a step's fields. */
  pieceOf(name: string): number {
    return this.#pieces.findIndex(({ parts }) => parts.some(({ step }) => step.name === name));
  }

  /** The attribute, if a step reads it: its text then need not be decoded again. */
  attribute(name: AttributeName): { current: { text: string } | undefined } | undefined {
    return this.#attributes.find(({ reads }) => reads === name);
  }
}

function piecesOf(parts: readonly TextPart[]): Piece[] {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const { reads, after } = part.step;
    const last = pieces.at(-1);
    if (last !== undefined && after === undefined && last.after === undefined && follows(part, last))
      last.parts.push(part);
    else pieces.push({ reads, after, parts: [part], at: pieces.length });
  }
  return pieces;
}

const follows = ({ step, place }: TextPart, { reads, parts }: Piece): boolean =>
  reads === step.reads && parts.at(-1)!.place === place - 1;

/** An attribute, and what is made of it. */
class Attribute {
  readonly reads: AttributeName;
  /** What was made of the text of the present event. */
  current: Made | undefined;
  readonly #pieces: readonly Piece[];
  /** Of each piece: the earlier field that it depends on, too, of the present event. */
  readonly #given: readonly ((() => string | undefined) | undefined)[];
  readonly #index: number;
  readonly #kept: TextCache<Made>;

  constructor(reads: AttributeName, pieces: readonly Piece[], earlier: readonly Attribute[]) {
    this.reads = reads;
    this.#pieces = pieces;
    this.#given = pieces.map((piece) => givenBy(piece, [...earlier, this]));
    this.#index = attributeIndex[reads];
    this.#kept = new TextCache(reads === "ip" ? KEPT_ADDRESSES : KEPT, (text) => new Made(text, pieces));
  }

  /** Puts the pieces of the present event to their places. */
  read(scanned: ScannedEvent, into: Uint8Array[]): Made | undefined {
    let made = scanned.of(this.#index, this.#kept);
    // A failure is never kept: what went wrong may go well the next time.
    if (made?.failed !== undefined) made = new Made(made.text, this.#pieces);
    this.current = made;
    if (made === undefined) return undefined;
    const pieces = this.#pieces;
    for (let own = 0; own < pieces.length; own += 1) {
      const given = this.#given[own];
      into[pieces[own]!.at] = given === undefined ? made.json[own]! : made.after(own, given());
    }
    return made;
  }

  /** Whether it has the field by the time that a piece is made. */
  gives(field: string, piece: Piece): boolean {
    const earlier = (other: Piece) => !this.#pieces.includes(piece) || other.at < piece.at;
    return this.#pieces.some((own) => earlier(own) && own.parts.some(({ fields }) => field in fields));
  }
}

/** Throws where no attribute that is read before gives the field that a step depends on. */
function givenBy(piece: Piece, read: readonly Attribute[]) {
  const { after, parts } = piece;
  if (after === undefined) return undefined;
  const giver = read.find((attribute) => attribute.gives(after, piece));
  if (giver === undefined)
    throw new Error(
      `The step ${parts[0]!.step.name} comes after ${after}, which no text step before it in the list gives.`,
    );
  return () => giver.current?.values[after] as string | undefined;
}

/** What the steps make of one text. */
class Made {
  readonly text: string;
  readonly values: Record<string, unknown> = {};
  readonly json: Uint8Array[];
  failed: string[] | undefined;
  readonly #pieces: readonly Piece[];
  /** What the pieces that depend on an earlier field were made for: it is nearly always the same again. */
  readonly #after: (string | undefined)[] = [];

  constructor(text: string, pieces: readonly Piece[]) {
    this.text = text;
    this.#pieces = pieces;
    this.json = pieces.map((piece) => (piece.after === undefined ? this.#make(piece, undefined) : nothing));
  }

  after(own: number, given: string | undefined): Uint8Array {
    if (own in this.#after && this.#after[own] === given) return this.json[own]!;
    this.#after[own] = given;
    this.json[own] = this.#make(this.#pieces[own]!, given);
    return this.json[own]!;
  }

  #make({ parts }: Piece, given: string | undefined): Uint8Array {
    let json = "";
    for (const { step, fields } of parts) {
      const values = valuesOf(step, this.text, given);
      // Each anew: of a step that fails, no value may stay that it gave for something else.
      for (const name in fields) this.values[name] = values?.[name];
      if (values === undefined) this.failed = [...(this.failed ?? []), step.name];
      else json += fieldsOf(fields, values);
    }
    return fragment(json);
  }
}

/** Undefined where the step throws, or takes longer than it may: that costs its own fields and not the event. */
function valuesOf(
  step: TextStep,
  text: string,
  after: string | undefined,
): Record<string, unknown> | undefined {
  const { limitMs } = step;
  const started = limitMs === undefined ? 0 : performance.now();
  try {
    const values = step.of(text, after);
    return limitMs !== undefined && performance.now() - started > limitMs ? undefined : values;
  } catch {
    // The event says so: enrichment_status has `error` for the step.
    return undefined;
  }
}
