import {
  type FieldRule,
  type Fields,
  FLAG,
  ID,
  INSTANT,
  INTEGER,
  MAP,
  REAL,
  ROWS,
  TEXT,
  UTC,
} from "./kind.ts";
import { kindOf } from "./kinds.ts";
import { mayBeNoId } from "./no-id.ts";
import { rowFields } from "./rows.ts";
import { isUtc } from "./time.ts";

/**
 * What one look at an event tells: `stored`, it is valid and already has the form in which it is archived (every
 * attribute known, instants as UTC text, maps of text); `valid`; or `unsure`, each attribute has to be fitted.
 */
export type Inspection = "stored" | "valid" | "unsure";

/** The look at an object of some fields. */
export type Look = (object: Record<string, unknown>) => Inspection;

/**
 * Makes the look at objects of these fields. It says `valid` only of what their schema accepts; it need not say it of
 * all of that. One pass over the attributes that are there takes 1 µs for a raw event and 2 µs for an enriched one. The
 * compiled schemas take 2–4 and 13 µs, since they ask objects of many shapes for each of 39 and 80 attributes.
 */
export function inspection(fields: Fields, required: readonly string[]): Look {
  const rules = new Map(
    Object.entries(fields).map(([name, field]) => [
      name,
      ruleOf(field as FieldRule, required.includes(name)),
    ]),
  );

  return (event) => {
    let stored = true;
    let missing = required.length;
    for (const name in event) {
      const rule = rules.get(name);
      if (rule === undefined) {
        stored = false;
        continue;
      }
      const value = event[name];
      if (!isPlain(value, rule)) {
        if (!rule.accepts(value, rule.field)) return "unsure";
        if (stored && !rule.isStored(value)) stored = false;
      }
      if (rule.required) missing -= 1;
    }
    if (missing > 0) return "unsure";
    return stored ? "stored" : "valid";
  };
}

const SPACE = 32;

/**
 * Whether a value is accepted and has the form in which it is archived, by what its form alone tells. That is so of
 * nearly all; of the others the kind is asked, which takes three times as long.
 */
function isPlain(value: unknown, { form, min, max }: Rule): boolean {
  switch (form) {
    case TEXT:
      return (
        typeof value === "string" &&
        value.length <= max &&
        value.charCodeAt(0) > SPACE &&
        value.isWellFormed()
      );
    case ID:
      return typeof value === "string" && value.length <= max && value.isWellFormed() && isPlainId(value);
    case INTEGER:
      return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
    case REAL:
      return Number.isFinite(value);
    case FLAG:
      return typeof value === "boolean";
    case UTC:
      return isUtc(value);
    default:
      return false;
  }
}

/** Without a blank at its end, and unlike all that stands for none. */
function isPlainId(text: string): boolean {
  const { length } = text;
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(length - 1)];
  return isInk(first) && isInk(last) && !mayBeNoId(length, first, last, text.charCodeAt(length - 3));
}

/** Of ASCII, and no blank. */
const isInk = (code: number): boolean => code > SPACE && code < 127;

interface Rule {
  field: FieldRule;
  form: number;
  /** Bounds of a number, or of a text's length in UTF-16 units. */
  min: number;
  max: number;
  required: boolean;
  accepts(value: unknown, field: FieldRule): boolean;
  /** Of a value that is accepted: whether it has the form in which it is archived. */
  isStored(value: unknown): boolean;
}

function ruleOf(field: FieldRule, required: boolean): Rule {
  const { accepts, form } = kindOf(field);
  const { minimum = -Infinity, maximum = Infinity, maxLength = Infinity } = field;
  const [min, max] = form === INTEGER ? [minimum, maximum] : [0, maxLength];
  return { field, form, min, max, required, accepts, isStored: storedCheck(form, field) };
}

function storedCheck(form: number, field: FieldRule): Rule["isStored"] {
  if (form === INSTANT) return isUtc;
  if (form === MAP) return (value) => isTextMap(value as Record<string, unknown>);
  if (form !== ROWS) return always;
  const ofRow = inspection(rowFields(field), []);
  return (value) => (value as Record<string, unknown>[]).every((row) => ofRow(row) === "stored");
}

/** The look at a value of a field: whether it is accepted and has the form in which it is archived. */
export function valueInspection(field: FieldRule): (value: unknown) => boolean {
  const { accepts, isStored } = ruleOf(field, false);
  return (value) => accepts(value, field) && isStored(value);
}

const always = (): boolean => true;

function isTextMap(map: Record<string, unknown>): boolean {
  for (const name in map) {
    const value = map[name];
    if (typeof value !== "string" || !value.isWellFormed() || !name.isWellFormed()) return false;
  }
  return true;
}
