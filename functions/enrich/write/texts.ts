import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { attributeIndex, type ScannedEvent } from "../../../shared/event/scan.ts";
import type { AttributeName, TextStep } from "../step.ts";
import { type Fields, fieldsOf, fragment, nothing } from "./fragment.ts";

interface Part {
  step: TextStep;
  fields: Fields;
  /** Its place among the text steps. */
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
  /** The pieces of an event that has none of the attributes. */
  readonly #nothing: readonly Uint8Array[];

  constructor(parts: readonly { step: TextStep; fields: Fields }[]) {
    this.#nothing = parts.map(() => nothing);
    const groups = Map.groupBy(
      parts.map((part, at): Part => ({ ...part, at })),
      ({ step }) => step.reads,
    );
    const attributes: Attribute[] = [];
    for (const [name, own] of groups) attributes.push(new Attribute(name, own, attributes));
    this.#attributes = attributes;
  }

  /** What the steps make of the event that is being scanned: a piece of JSON each, in their order. */
  of(scanned: ScannedEvent): Uint8Array[] {
    const pieces = this.#nothing.slice();
    this.failed = NONE;
    const attributes = this.#attributes;
    for (let each = 0; each < attributes.length; each += 1) {
      const attribute = attributes[each]!;
      const made = attribute.read(scanned);
      if (made === undefined) continue;
      const { parts, given } = attribute;
      for (let own = 0; own < parts.length; own += 1) pieces[parts[own]!.at] = made.piece(own, given[own]?.());
      if (made.failed !== undefined) this.failed = [...this.failed, ...made.failed];
    }
    return pieces;
  }

  /** The attribute, if a step reads it: its text then need not be decoded again. */
  attribute(name: AttributeName): { current: { text: string } | undefined } | undefined {
    return this.#attributes.find(({ reads }) => reads === name);
  }
}

/** An attribute, and the steps that read it. */
class Attribute {
  readonly reads: AttributeName;
  readonly parts: readonly Part[];
  /** The earlier field that each of them depends on, too, of the present event. */
  readonly given: readonly ((() => string | undefined) | undefined)[];
  /** What was made of the text of the present event. */
  current: Made | undefined;
  readonly #index: number;
  readonly #kept: TextCache<Made>;

  constructor(reads: AttributeName, parts: readonly Part[], earlier: readonly Attribute[]) {
    this.reads = reads;
    this.parts = parts;
    this.given = parts.map(({ step }) => givenBy(step, earlier));
    this.#index = attributeIndex[reads];
    this.#kept = new TextCache(reads === "ip" ? KEPT_ADDRESSES : KEPT, (text) => new Made(text, parts));
  }

  read(scanned: ScannedEvent): Made | undefined {
    const kept = scanned.of(this.#index, this.#kept);
    // A failure is never kept: what went wrong may go well the next time.
    this.current = kept?.failed === undefined ? kept : new Made(kept.text, this.parts);
    return this.current;
  }
}

/** Throws where no earlier step gives the field that a step depends on. */
function givenBy({ name, after }: TextStep, earlier: readonly Attribute[]) {
  if (after === undefined) return undefined;
  const giver = earlier.find(({ parts }) => parts.some(({ fields }) => after in fields));
  if (giver === undefined) throw new Error(`The step ${name} comes after ${after}, which no earlier text step gives.`);
  return () => giver.current?.values[after] as string | undefined;
}

/** What the steps make of one text. */
class Made {
  readonly text: string;
  readonly values: Record<string, unknown> = {};
  failed: string[] | undefined;
  readonly #parts: readonly Part[];
  readonly #pieces: Uint8Array[];
  /** What the pieces of steps that depend on an earlier field were made for: it is nearly always the same again. */
  readonly #after: (string | undefined)[] = [];

  constructor(text: string, parts: readonly Part[]) {
    this.text = text;
    this.#parts = parts;
    this.#pieces = parts.map(({ step }, own) => (step.after === undefined ? this.#make(own, undefined) : nothing));
  }

  piece(own: number, after: string | undefined): Uint8Array {
    if (this.#parts[own]!.step.after === undefined) return this.#pieces[own]!;
    if (own in this.#after && this.#after[own] === after) return this.#pieces[own]!;
    this.#after[own] = after;
    this.#pieces[own] = this.#make(own, after);
    return this.#pieces[own];
  }

  #make(own: number, after: string | undefined): Uint8Array {
    const { step, fields } = this.#parts[own]!;
    const values = valuesOf(step, this.text, after);
    if (values === undefined) {
      this.failed = [...(this.failed ?? []), step.name];
      return nothing;
    }
    Object.assign(this.values, values);
    return fragment(fieldsOf(fields, values));
  }
}

/** Time that a step may take for one text, ms: more would hold up everybody's events. */
const STEP_MS = 100;

/** Undefined where the step throws or takes too long: that costs its own fields and not the event. */
function valuesOf(
  step: TextStep,
  text: string,
  after: string | undefined,
): Record<string, unknown> | undefined {
  const started = performance.now();
  try {
    const values = step.of(text, after);
    return performance.now() - started > STEP_MS ? undefined : values;
  } catch {
    // The event says so: enrichment_status has `error` for the step.
    return undefined;
  }
}
