import { type FieldRule, type Fields, FLAG, INSTANT, INTEGER, MAP, REAL, ROWS, TEXT, UTC } from "./kind.ts";
import { kindOf, rowFields } from "./kinds.ts";
import { isCanonical, parseInstant } from "./time.ts";

/**
 * What one look at an event tells: `stored`, it is valid and already has the form in which it is archived (every
 * attribute known, instants as UTC text, maps of text); `valid`; or `unsure`, the compiled schema has to decide.
 */
export type Inspection = "stored" | "valid" | "unsure";

/**
 * Makes the look at objects of these fields. It says `valid` only of what their schema accepts; it need not say it of
 * all of that. One pass over the attributes that are there takes 0.5 µs for a raw event and 1 µs for an enriched one. The
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
      const fit = fitOf(event[name], rule);
      if (fit === "unsure") return fit;
      if (fit === "valid") stored = false;
      if (rule.required) missing -= 1;
    }
    if (missing > 0) return "unsure";
    return stored ? "stored" : "valid";
  };
}

function fitOf(value: unknown, rule: Rule): Inspection {
  switch (rule.form) {
    case TEXT:
      return typeof value === "string" && within(value.length, rule) ? "stored" : "unsure";
    case UTC:
      return typeof value === "string" && isCanonical(value) && isInstant(value) ? "stored" : "unsure";
    case INSTANT:
      if (typeof value !== "string") return Number.isFinite(value) ? "valid" : "unsure";
      if (isCanonical(value)) return "stored";
      return within(value.length, rule) ? "valid" : "unsure";
    case INTEGER:
      return Number.isInteger(value) && within(value as number, rule) ? "stored" : "unsure";
    case REAL:
      return Number.isFinite(value) ? "stored" : "unsure";
    case FLAG:
      return typeof value === "boolean" ? "stored" : "unsure";
    case MAP:
      if (!isObject(value)) return "unsure";
      return isTextMap(value) ? "stored" : "valid";
    case ROWS:
      return Array.isArray(value) ? fitOfRows(value, rule.row!) : "unsure";
    default:
      return "unsure";
  }
}

const within = (value: number, { min, max }: Rule): boolean => value >= min && value <= max;

const isInstant = (text: string): boolean => !Number.isNaN(parseInstant(text));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As its least fitting row. */
function fitOfRows(rows: unknown[], ofRow: Look): Inspection {
  let fit: Inspection = "stored";
  for (const row of rows) {
    const found = isObject(row) ? ofRow(row) : "unsure";
    if (found === "unsure") return found;
    if (found === "valid") fit = found;
  }
  return fit;
}

function isTextMap(map: Record<string, unknown>): boolean {
  for (const name in map) if (typeof map[name] !== "string") return false;
  return true;
}

/** The look at an object of some fields. */
export type Look = (object: Record<string, unknown>) => Inspection;

interface Rule {
  form: number;
  /** Bounds of a number, or of a text's length in UTF-16 units. */
  min: number;
  max: number;
  required: boolean;
  /** Of a list of rows. */
  row: Look | undefined;
}

function ruleOf(field: FieldRule, required: boolean): Rule {
  const { form } = kindOf(field);
  const row = form === ROWS ? inspection(rowFields(field), []) : undefined;
  if (form === INTEGER) {
    const { minimum: min = Number.NEGATIVE_INFINITY, maximum: max = Number.POSITIVE_INFINITY } = field;
    return { form, min, max, required, row };
  }
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } =
    field.anyOf?.find(({ type }) => type === "string") ?? field;
  // The schema counts code points, of which a text has at least half as many as UTF-16 units.
  return { form, min: minLength > 1 ? 2 * minLength : minLength, max: maxLength, required, row };
}
