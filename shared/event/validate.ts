import { Compile } from "typebox/compile";
import type { FieldError } from "../failure/failed-event.ts";
import { inspection } from "./inspection.ts";
import { type RawEvent, RawEventSchema, rawFields } from "./raw.ts";
import { parseInstant } from "./time.ts";

const compiled = Compile(RawEventSchema);
/** The look at a raw event that is enough for nearly all. */
export const inspect = inspection(rawFields, RawEventSchema.required);

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
export function validateEvent(value: Record<string, unknown>): Validated {
  const seen = inspect(value);
  const event = (seen !== "unsure" || compiled.Check(value) ? value : withoutNulls(value)) as RawEvent;
  if (event !== value && !compiled.Check(event)) return { valid: false, errors: schemaErrors(event) };
  if (!keepsRules(event)) return { valid: false, errors: ruleErrors(event) };
  return { valid: true, event, stored: seen === "stored" };
}

/** Nulls of unknown attributes are left out where the event is brought into its stored form. */
function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([name, found]) => found !== null || !(name in rawFields)),
  );
}

function keepsRules(event: RawEvent): boolean {
  return (
    (event.user_id !== undefined || event.anonymous_id !== undefined) &&
    !Number.isNaN(parseInstant(event.client_created_at)) &&
    (event.client_sent_at === undefined || !Number.isNaN(parseInstant(event.client_sent_at))) &&
    (event.received_at === undefined || !Number.isNaN(parseInstant(event.received_at)))
  );
}

/** The sentences for what `keepsRules` found. */
function ruleErrors(event: RawEvent): FieldError[] {
  const errors: FieldError[] = [];
  if (event.user_id === undefined && event.anonymous_id === undefined) {
    const message = "an event needs a user_id or an anonymous_id";
    errors.push({ path: "", expected: "user_id or anonymous_id", actual: "neither", message });
  }
  for (const name of ["client_created_at", "client_sent_at", "received_at"] as const) {
    if (event[name] === undefined || !Number.isNaN(parseInstant(event[name]))) continue;
    const expected = "ISO 8601 or epoch milliseconds, 1970–9999";
    errors.push({ path: `/${name}`, expected, actual: shown(event[name]), message: `must be ${expected}` });
  }
  return errors;
}

function schemaErrors(value: Record<string, unknown>): FieldError[] {
  const byPath = new Map<string, FieldError>();
  for (const found of compiled.Errors(value)) {
    for (const error of fieldErrors(found, value)) {
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

function fieldErrors(found: SchemaError, value: Record<string, unknown>): FieldError[] {
  if (found.keyword === "required") {
    const { requiredProperties } = found.params as { requiredProperties: string[] };
    return requiredProperties.map((name) => ({
      path: `/${name}`,
      expected: expectedOf(name),
      actual: "absent",
      message: "is required",
    }));
  }
  const name = found.instancePath.split("/")[1] ?? "";
  const expected = expectedOf(name);
  return [{ path: found.instancePath, expected, actual: shown(value[name]), message: `must be ${expected}` }];
}

/** What the schema wants of a field, in words. */
function expectedOf(name: string): string {
  const field = (rawFields as Record<string, object>)[name] as
    | { type?: string; column: string; minLength?: number; maxLength?: number; minimum?: number }
    | undefined;
  if (field === undefined) return "a JSON object";
  if (field.column === "timestamp") return "ISO 8601 text or epoch milliseconds";
  if (field.type === "string") return `text of ${field.minLength ?? 0}–${field.maxLength} characters`;
  if (field.type === "integer") return field.minimum === 0 ? "a whole number, 0 or more" : "a whole number";
  return field.type === "number" ? "a number" : "an object";
}

/** Type and size, and the value itself only of numbers and booleans: a row of errors must not repeat personal data. */
function shown(value: unknown): string {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  if (value === undefined) return "absent";
  return value === null ? "null" : Array.isArray(value) ? "array" : "object";
}
