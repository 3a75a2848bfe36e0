import type { FieldError } from "../failure/failed-event.ts";
import { isRawNumber } from "../json/exact.ts";
import { mergedUnder } from "./canonical.ts";
import { define } from "./define.ts";
import { fitValue } from "./fit.ts";
import { inspection, type Look } from "./inspection.ts";
import type { FieldRule, Fields, Mark } from "./kind.ts";
import { kindOf } from "./kinds.ts";
import { idleId } from "./no-id.ts";
import { type RawEvent, RawEventSchema } from "./raw.ts";

/** Which attributes did not fit. */
export type Marks = Readonly<Record<string, Mark>>;

/** Those of nearly every event. */
export const noMarks: Marks = {};

/**
 * `stored` says that `event` is the very object that was checked, and has the form in which events are stored. `marks`
 * say which of its attributes did not fit; what they held is under its properties.
 */
export type Validated =
  | { valid: true; event: RawEvent; stored: boolean; marks: Marks }
  | { valid: false; errors: FieldError[] };

/**
 * Fits a parsed JSON object to the schema. An attribute that does not fit costs itself: it moves to the properties,
 * under its name or, where they have that already, the next free one. Only one that every event must have fails it.
 * An attribute without a value counts as absent. Of a user and a device one that says nothing beside the other does not fit
 * (`idleId`). The event is `value` itself where nothing had to be changed.
 */
export type Validate = (value: Record<string, unknown>) => Validated;

/** The look at events of a schema that is enough for nearly all, and the check of any. */
export function validation(schema: typeof RawEventSchema): { inspect: Look; validate: Validate } {
  const fields: Fields = schema.properties;
  const inspect = inspection(fields, schema.required);

  const validate: Validate = (value) => {
    const seen = idleId(value) === undefined ? inspect(value) : "unsure";
    const fitted =
      seen === "unsure"
        ? fittedEvent(value, fields, schema.required)
        : { event: value, marks: noMarks, errors: [] };
    const errors = [...fitted.errors, ...withoutUser(fitted.event, value, fields)];
    if (errors.length > 0) return { valid: false, errors };
    return { valid: true, event: fitted.event as RawEvent, stored: seen === "stored", marks: fitted.marks };
  };
  return { inspect, validate };
}

export const { inspect, validate: validateEvent } = validation(RawEventSchema);

interface Fitted {
  event: Record<string, unknown>;
  marks: Marks;
  /** What is wrong with attributes that every event must have. */
  errors: FieldError[];
}

function fittedEvent(value: Record<string, unknown>, fields: Fields, required: readonly string[]): Fitted {
  const event: Record<string, unknown> = {};
  const marks: Record<string, Mark> = {};
  const errors: FieldError[] = [];
  const moved: [string, unknown][] = [];
  for (const [name, found] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? (fields[name] as FieldRule) : undefined;
    if (field === undefined) {
      define(event, name, found);
      continue;
    }
    const fitting = fitValue(name, found, field);
    const isRequired = required.includes(name);
    if (isRequired && fitting.mark !== undefined) errors.push(fieldError(name, found, field));
    if (fitting.value !== undefined) event[name] = fitting.value;
    if (fitting.mark !== undefined) marks[name] = fitting.mark;
    if (fitting.aside !== undefined) moved.push(...fitting.aside);
  }
  const idle = idleId(event);
  if (idle !== undefined) {
    moved.push([idle, value[idle]]);
    marks[idle] = "invalid";
    delete event[idle];
  }
  for (const name of required)
    if (event[name] === undefined && marks[name] === undefined)
      errors.push(fieldError(name, value[name], fields[name] as FieldRule));
  if (moved.length > 0) event.properties = mergedUnder(event.properties as object | undefined, moved);
  return { event, marks, errors };
}

/** What a user is told by: one of them has to be there. */
const USER = ["user_id", "anonymous_id"] as const;

function withoutUser(
  event: Record<string, unknown>,
  value: Record<string, unknown>,
  fields: Fields,
): FieldError[] {
  if (USER.some((name) => event[name] !== undefined)) return [];
  const misfits = USER.filter(
    (name) => value[name] !== undefined && value[name] !== null && value[name] !== "",
  );
  if (misfits.length > 0)
    return misfits.map((name) => fieldError(name, value[name], fields[name] as FieldRule));
  const message = "an event needs a user_id or an anonymous_id";
  return [{ path: "", expected: "user_id or anonymous_id", actual: "neither", message }];
}

/** What is wrong with the value of an attribute, for a person. */
export function fieldError(name: string, found: unknown, field: FieldRule): FieldError {
  const expected = kindOf(field).words(field);
  const isAbsent = found === undefined || found === null;
  const message = isAbsent ? "is required" : `must be ${expected}`;
  return { path: `/${name}`, expected, actual: isAbsent ? "absent" : shown(found), message };
}

/** Type and size, and the value itself only of numbers and booleans: a row of errors must not repeat personal data. */
function shown(value: unknown): string {
  if (typeof value === "string")
    return `text of ${value.length} characters${value.isWellFormed() ? "" : ", one of them half an emoji"}`;
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  if (isRawNumber(value)) return `number of ${value.rawJSON.length} characters`;
  return Array.isArray(value) ? "array" : "object";
}
