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
  readonly literal: string;
  readonly kind: number;
  /** Bounds of a whole number, or of a text's length. */
  readonly min: number;
  readonly max: number;
  /** The attribute that came after this one the last time. */
  next: Attribute | undefined;

  constructor(index: number, literal: string, kind: number, min: number, max: number) {
    this.index = index;
    this.literal = literal;
    this.kind = kind;
    this.min = min;
    this.max = max;
  }
}

const MOST = 2 ** 31 - 1;
/** An instant as it is stored. */
const INSTANT_LENGTH = 24;

/** By number. */
export const attributes = Object.entries<object>(rawFields).map(([name, field], index) =>
  attributeOf(name, field as FieldRule, index),
);
const byName = new Map(Object.keys(rawFields).map((name, index) => [name, attributes[index]!]));
/** The number that each attribute goes by. */
export const attributeIndex = Object.fromEntries(
  Object.keys(rawFields).map((name, index) => [name, index]),
) as { [Name in keyof typeof rawFields]: number };
export const METADATA = attributeIndex.metadata;
export const required = RawEventSchema.required.map((name) => attributeIndex[name as keyof typeof rawFields]);

/** Stands for the brace that opens the object. */
export const opening = new Attribute(-1, "", TEXT, 0, 0);

function attributeOf(name: string, field: FieldRule, index: number): Attribute {
  if (field.column === "timestamp")
    return new Attribute(index, `"${name}":"`, TEXT, INSTANT_LENGTH, INSTANT_LENGTH);
  if (field.type === "string")
    return new Attribute(index, `"${name}":"`, TEXT, field.minLength ?? 0, field.maxLength ?? MOST);
  const kind = field.type === "integer" ? INTEGER : field.type === "number" ? REAL : MAP;
  return new Attribute(index, `"${name}":`, kind, field.minimum ?? -MOST, field.maximum ?? MOST);
}

/** The attribute whose name and delimiters stand at a place; undefined where it is none of the schema's. */
export function nextAttribute(text: string, at: number, previous: Attribute): Attribute | undefined {
  const expected = previous.next;
  if (expected !== undefined && reads(text, at, expected.literal)) return expected;
  const found = byName.get(text.slice(at + 1, text.indexOf('"', at + 1)));
  if (found === undefined || !reads(text, at, found.literal)) return undefined;
  previous.next = found;
  return found;
}

/** By hand, since `startsWith` takes twice as long for texts as short as these. */
function reads(text: string, from: number, literal: string): boolean {
  for (let at = 0; at < literal.length; at += 1)
    if (text.charCodeAt(from + at) !== literal.charCodeAt(at)) return false;
  return true;
}
