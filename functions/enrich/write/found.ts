import { BoundedCache } from "../../../shared/bounded-cache.ts";
import { givenBits } from "../../../shared/event/given.ts";
import { attributeIndex } from "../../../shared/event/scan.ts";
import type { LookUpStep } from "../../../shared/steps/contract.ts";
import { columnOf, fieldsOf, fragment, isAbsent, type WrittenFields } from "./fragment.ts";
import { escaped, TabReader } from "./tabbed.ts";
import type { Texts } from "./texts.ts";

/** What a look-up step gives for what its table has. */
export interface LookUpFound {
  values: Readonly<Record<string, unknown>>;
  /** As it is remembered: the values in the order of the fields, with tabs between them. */
  text: string;
  /** The same with a tab before it. */
  packed: Uint8Array;
  /** As fields that continue a JSON object. */
  json: Uint8Array;
  failed: boolean;
}

/** Texts of remembered events that are kept: a redelivered batch has few. */
const KEPT = 4_096;

/** Fields that a state remembers as texts, with what gave them, and their forms. */
export class FoundForm {
  readonly step: { name: string };
  /** Names of its fields. */
  readonly names: readonly string[];
  /** Where there was nothing to find. */
  readonly none: LookUpFound;
  readonly #fields: WrittenFields;
  readonly #before = new BoundedCache<LookUpFound>(KEPT);

  constructor(step: { name: string }, fields: WrittenFields) {
    this.step = step;
    this.names = Object.keys(fields);
    this.#fields = fields;
    this.none = this.ofValues({});
  }

  ofValues(values: Readonly<Record<string, unknown>>): LookUpFound {
    const fields = this.#fields;
    const text = textOf(fields, values);
    const json = fragment(fieldsOf(fields, values));
    return { values, text, packed: fragment(`\t${text}`), json, failed: false };
  }

  /** What was found for an event that was applied before, from the text that was remembered. */
  before(text: string): LookUpFound {
    const known = this.#before.get(text);
    if (known !== undefined) return known;
    const made = this.ofValues(this.valuesIn(new TabReader(text), this.names));
    this.#before.set(text, made);
    return made;
  }

  /** Reads remembered values of the fields that are named; what the schema does not have any more is passed over. */
  valuesIn(reader: TabReader, names: readonly string[]): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const name of names) {
      const text = reader.text();
      const field = this.#fields[name];
      if (text !== "" && field !== undefined) values[name] = valueIn(text, columnOf(field));
    }
    return values;
  }
}

/** One look-up step, and the forms of what it finds. The tables' caches keep that, and so the same is told by identity. */
export class LookUp extends FoundForm {
  declare readonly step: LookUpStep;
  /** The attribute that is looked up. */
  readonly attribute: number;
  /** Its text, where a text step reads it, too. */
  readonly text: ReturnType<Texts["attribute"]>;
  /** Bits of those that a source may give (`given.ts`). */
  readonly bits: number;
  readonly #failed: LookUpFound;
  readonly #made = new WeakMap<object, LookUpFound>();

  constructor(step: LookUpStep, fields: WrittenFields, texts: Texts) {
    super(step, fields);
    this.attribute = attributeIndex[step.reads];
    this.text = texts.attribute(step.reads);
    this.bits = givenBits(this.names);
    this.#failed = { ...this.none, failed: true };
  }

  of(value: object | undefined): LookUpFound {
    if (value === undefined) return this.none;
    const known = this.#made.get(value);
    if (known !== undefined) return known;
    const made = this.#make(value);
    if (!made.failed) this.#made.set(value, made);
    return made;
  }

  #make(value: object): LookUpFound {
    try {
      return this.ofValues(this.step.of(value));
    } catch {
      // The event says so: enrichment_status has `error` for the step.
      return this.#failed;
    }
  }
}

const textOf = (fields: WrittenFields, values: Readonly<Record<string, unknown>>): string =>
  Object.keys(fields)
    .map((name) => (isAbsent(values[name]) ? "" : escaped(String(values[name]))))
    .join("\t");

function valueIn(text: string, column: string): unknown {
  if (column === "string") return text;
  return column === "boolean" ? text === "true" : Number(text);
}
