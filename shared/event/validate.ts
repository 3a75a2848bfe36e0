import { Compile } from "typebox/compile";
import type { FieldError } from "../failure/failed-event.ts";
import { inspection, type Look } from "./inspection.ts";
import type { FieldRule, Fields } from "./kind.ts";
import { kindOf, rowFields } from "./kinds.ts";
import { type RawEvent, RawEventSchema } from "./raw.ts";

/** `stored` says that `event` is the very object that was checked, and has the form in which events are stored. */
export type Validated =
  | { valid: true; event: RawEvent; stored: boolean }
  | { valid: false; errors: FieldError[] };

/** Most errors reported for one event: enough to mend it, too few to grow a row without bound. */
const MOST_ERRORS = 20;

/**
 * Checks a parsed JSON object against the schema and against what a schema cannot say (a user, real instants).
 * An attribute that is `null` counts as absent: the event is then a copy without it, and otherwise `value` itself.
 */
export type Validate = (value: Record<string, unknown>) => Validated;

/** The look at events of a schema that is enough for nearly all, and the check of any. */
export function validation(schema: typeof RawEventSchema): { inspect: Look; validate: Validate } {
  const compiled = Compile(schema);
  const fields: Fields = schema.properties;
  const inspect = inspection(fields, schema.required);
  const rules = rulesOf(fields);

  const validate: Validate = (value) => {
    const seen = inspect(value);
    const event = (
      seen !== "unsure" || compiled.Check(value) ? value : withoutNulls(value, fields)
    ) as RawEvent;
    if (event !== value && !compiled.Check(event)) {
      return { valid: false, errors: schemaErrors(compiled.Errors(event), event, fields) };
    }
    const errors = brokenRules(event, rules);
    return errors === undefined
      ? { valid: true, event, stored: seen === "stored" }
      : { valid: false, errors };
  };
  return { inspect, validate };
}

export const { inspect, validate: validateEvent } = validation(RawEventSchema);

/** Nulls of unknown attributes are left out where the event is brought into its stored form. */
function withoutNulls(value: Record<string, unknown>, fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, found]) => found !== null || !Object.hasOwn(fields, name))
      .map(([name, found]) => {
        const field = Object.hasOwn(fields, name) ? (fields[name] as FieldRule) : undefined;
        const clean = field && kindOf(field).withoutNulls;
        return [name, clean ? clean(found, field) : found];
      }),
  );
}

interface FieldCheck {
  name: string;
  words: string;
  holds(value: unknown): boolean;
}

function rulesOf(fields: Fields): FieldCheck[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const { rule } = kindOf(field);
    return rule === undefined
      ? []
      : [{ name, words: rule.words, holds: (value) => rule.holds(value, field as FieldRule) }];
  });
}

/** Undefined where all are kept. */
function brokenRules(event: RawEvent, rules: readonly FieldCheck[]): FieldError[] | undefined {
  let errors: FieldError[] | undefined;
  if (event.user_id === undefined && event.anonymous_id === undefined) {
    const message = "an event needs a user_id or an anonymous_id";
    errors = [{ path: "", expected: "user_id or anonymous_id", actual: "neither", message }];
  }
  for (const { name, words, holds } of rules) {
    const value = (event as Record<string, unknown>)[name];
    if (value === undefined || holds(value)) continue;
    errors ??= [];
    errors.push({ path: `/${name}`, expected: words, actual: shown(value), message: `must be ${words}` });
  }
  return errors;
}

function schemaErrors(
  all: Iterable<SchemaError>,
  value: Record<string, unknown>,
  fields: Fields,
): FieldError[] {
  const byPath = new Map<string, FieldError>();
  for (const found of all) {
    for (const error of fieldErrors(found, value, fields)) {
      if (byPath.size < MOST_ERRORS && !byPath.has(error.path)) byPath.set(error.path, error);
    }
  }
  return [...byPath.values()];
}

interface SchemaError {
  keyword: string;
  instancePath: string;
  params: object;
  message: string;
}

function fieldErrors(found: SchemaError, value: Record<string, unknown>, fields: Fields): FieldError[] {
  if (found.keyword === "required") {
    const { requiredProperties } = found.params as { requiredProperties: string[] };
    return requiredProperties.map((name) => ({
      path: `/${name}`,
      expected: expectedOf(fields[name]),
      actual: "absent",
      message: "is required",
    }));
  }
  const path = found.instancePath.split("/").slice(1);
  const expected = expectedOf(fieldAt(path, fields));
  const actual = shown(valueAt(path, value));
  return [{ path: found.instancePath, expected, actual, message: `must be ${expected}` }];
}

/** The field that a path names, which may be one of a row (`/items/0/price`). */
function fieldAt([name = "", _row, inner]: readonly string[], fields: Fields): object | undefined {
  const field = fields[name];
  const row = field !== undefined && inner !== undefined && (field as FieldRule).kind === "rows";
  return row ? rowFields(field)[inner] : field;
}

const valueAt = ([name = "", ...inner]: readonly string[], value: unknown): unknown => {
  const found = (value as Record<string, unknown> | undefined)?.[name];
  return inner.length === 0 ? found : valueAt(inner, found);
};

/** What the schema wants of a field, in words. */
const expectedOf = (field: object | undefined): string =>
  field === undefined ? "a JSON object" : kindOf(field).words(field as FieldRule);

/** Type and size, and the value itself only of numbers and booleans: a row of errors must not repeat personal data. */
function shown(value: unknown): string {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  if (value === undefined) return "absent";
  return value === null ? "null" : Array.isArray(value) ? "array" : "object";
}
