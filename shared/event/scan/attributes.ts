import { Literal } from "../../json/literal.ts";
import type { FieldRule } from "../fields.ts";
import { RawEventSchema, rawFields } from "../raw.ts";

export const TEXT = 0;
export const INTEGER = 1;
const REAL = 2;
export const MAP = 3;

/** An attribute of the raw event, as the scanner knows it. */
export class Attribute {
  readonly index: number;
  /** The name and all that stands before the value. */
  readonly literal: Literal;
  readonly kind: number;
  /** Bounds of a whole number, or of a text's length in bytes; what is within them is within those of the schema. */
  readonly min: number;
  readonly max: number;
  /** The attribute that came after this one the last time, and the one before that was another. */
  next: Attribute = this;
  other: Attribute = this;

  constructor(index: number, literal: string, kind: number, min: number, max: number) {
    this.index = index;
    this.literal = new Literal(literal);
    this.kind = kind;
    this.min = min;
    this.max = max;
  }
}

const MOST = 2 ** 31 - 1;
/** An instant as it is stored. */
export const INSTANT_LENGTH = 24;

/** By number. */
export const attributes = Object.entries<object>(rawFields).map(([name, field], index) =>
  attributeOf(name, field as FieldRule, index),
);
export const attributeNamed: ReadonlyMap<string, Attribute> = new Map(
  Object.keys(rawFields).map((name, index) => [name, attributes[index]!]),
);
/** The number that each attribute goes by. */
export const attributeIndex = Object.fromEntries(
  Object.keys(rawFields).map((name, index) => [name, index]),
) as { [Name in keyof typeof rawFields]: number };
export const METADATA = attributeIndex.metadata;
export const required = RawEventSchema.required.map((name) => attributeIndex[name as keyof typeof rawFields]);

/** Stands for the brace that opens the object. */
export const opening = new Attribute(-1, "    ", TEXT, 0, 0);

function attributeOf(name: string, field: FieldRule, index: number): Attribute {
  if (field.column === "timestamp")
    return new Attribute(index, `"${name}":"`, TEXT, INSTANT_LENGTH, INSTANT_LENGTH);
  if (field.type === "string")
    return new Attribute(
      index,
      `"${name}":"`,
      TEXT,
      fewestBytes(field.minLength ?? 0),
      field.maxLength ?? MOST,
    );
  const kind = field.type === "integer" ? INTEGER : field.type === "number" ? REAL : MAP;
  return new Attribute(index, `"${name}":`, kind, field.minimum ?? -MOST, field.maximum ?? MOST);
}

/** Bytes that are certainly as many characters; a single character needs but one. */
function fewestBytes(characters: number): number {
  return characters > 1 ? 4 * characters : characters;
}
