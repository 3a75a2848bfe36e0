import { Literal } from "../../json/literal.ts";
import { givenBit } from "../given.ts";
import { valueInspection } from "../inspection.ts";
import {
  ADDRESS,
  CHECKED,
  type FieldRule,
  type Fields,
  ID,
  INSTANT,
  INTEGER,
  TEXT,
  UTC,
  ZONE,
} from "../kind.ts";
import { kindOf } from "../kinds.ts";
import { RawEventSchema, rawFields } from "../raw.ts";
import { SLACK } from "./scanned-text.ts";
import { TextCache } from "./text-cache.ts";

/** An attribute of the raw event, as the scanner knows it. */
export class Attribute {
  readonly index: number;
  /** The name and all that stands before the value. */
  readonly literal: Literal;
  /** One of those of `kind.ts`; an instant is scanned in its stored form. */
  readonly form: number;
  /** Bounds of a whole number, or of a text's length in bytes; what is within them is within those of the schema. */
  readonly min: number;
  readonly max: number;
  /** Whether texts of it are accepted, where its kind alone can tell. */
  readonly accepts: (text: string) => boolean;
  /** The same, of an attribute that has few values. */
  readonly accepted: TextCache<boolean>;
  /** Whether a value has the stored form, which the scanner asks of lists alone. */
  readonly isStored: (value: unknown) => boolean;
  /** The attribute that came after this one the last time, and the one before that was another. */
  next: Attribute = this;
  other: Attribute = this;

  constructor(
    index: number,
    literal: string,
    form: number,
    min: number,
    max: number,
    isStored: (value: unknown) => boolean = () => false,
    accepts: (text: string) => boolean = () => true,
  ) {
    this.index = index;
    this.literal = new Literal(literal);
    this.form = form;
    this.min = min;
    this.max = max;
    this.accepts = accepts;
    this.accepted = new TextCache(form === CHECKED ? ACCEPTED_KEPT : 2, accepts);
    this.isStored = isStored;
  }
}

const MOST = 2 ** 31 - 1;
const ACCEPTED_KEPT = 256;
/** An instant as it is stored. */
export const INSTANT_LENGTH = 24;

/** The fields of a schema as the scanner looks for them. */
export interface ScanLayout {
  /** By number. */
  attributes: readonly Attribute[];
  named: ReadonlyMap<string, Attribute>;
  /** Numbers of those that an event must have. */
  required: readonly number[];
  /** Number of the map in which an event says how it came; -1 where there is none. */
  metadata: number;
  properties: number;
  /** By number: the bit of an attribute that goes before what enrichment finds (`given.ts`), else 0. */
  given: Int32Array;
}

export function scanLayoutOf(fields: Fields, requiredNames: readonly string[]): ScanLayout {
  const names = Object.keys(fields);
  const attributes = names.map((name, index) => attributeOf(name, fields[name] as FieldRule, index));
  return {
    attributes,
    named: new Map(names.map((name, index) => [name, attributes[index]!])),
    required: requiredNames.map((name) => names.indexOf(name)),
    metadata: names.indexOf("metadata"),
    properties: names.indexOf("properties"),
    given: Int32Array.from(names, givenBit),
  };
}

/** That of the raw event. */
export const rawLayout = scanLayoutOf(rawFields, RawEventSchema.required);

/** The number that each of the fields goes by in their layout. */
export const attributeNumbers = <Of extends Fields>(fields: Of): { [Name in keyof Of]: number } =>
  Object.fromEntries(Object.keys(fields).map((name, index) => [name, index])) as {
    [Name in keyof Of]: number;
  };

/** Those of the raw event. */
export const attributeIndex = attributeNumbers(rawFields);

/** Stands for the brace that opens the object. */
export const openingOf = (): Attribute => new Attribute(-1, "    ", TEXT, 0, 0);

function attributeOf(name: string, field: FieldRule, index: number): Attribute {
  const { form, accepts } = kindOf(field);
  const literal = `"${name}":`;
  if (literal.length >= SLACK) throw new Error(`The name ${name} is longer than the scanner looks ahead.`);
  if (form === UTC || form === INSTANT)
    return new Attribute(index, `${literal}"`, UTC, INSTANT_LENGTH, INSTANT_LENGTH);
  if (form === TEXT || form === ID || form === ZONE || form === ADDRESS || form === CHECKED) {
    // An empty text counts as absent.
    const { minLength = 1, maxLength = MOST } = field;
    return new Attribute(
      index,
      `${literal}"`,
      form,
      form === CHECKED ? 1 : fewestBytes(minLength),
      maxLength,
      undefined,
      (text) => accepts(text, field),
    );
  }
  const { minimum = -MOST, maximum = MOST } = field;
  return form === INTEGER
    ? new Attribute(index, literal, form, minimum, maximum)
    : new Attribute(index, literal, form, -MOST, MOST, valueInspection(field));
}

/** Bytes that are certainly as many characters; a single character needs but one. */
function fewestBytes(characters: number): number {
  return characters > 1 ? 4 * characters : characters;
}
