import { canonicalEvent } from "../../shared/event/canonical.ts";
import { heldToReceipt } from "../../shared/event/held-to-receipt.ts";
import { type Marks, noMarks, validateEvent } from "../../shared/event/validate.ts";
import { isValueLost } from "../../shared/event/value.ts";
import type { Failure, FieldError, ReasonName, Stage } from "../../shared/failure/failed-event.ts";
import { isObject, parseExact } from "../../shared/json/exact.ts";
import { jsonType } from "../../shared/json/json-type.ts";
import { utf8 } from "../../shared/json/utf8.ts";
import { noJsonMessage } from "../../shared/json/why-no-json.ts";
import { tooDeep } from "./bounds.ts";
import type { PersonalProperties } from "./personal-properties.ts";

export type Refusal = Pick<Failure, "reason" | "errors" | "event_id"> & { stage: Stage };

export interface StoredForm {
  bytes: Buffer;
  /** Whether `metadata.source`, where the event has one, came as a text: stored, it is one in any case. */
  named: boolean;
  /** Which attributes did not fit. */
  marks: Marks;
  /** Whether so much of it did not fit that nobody can say what it is worth. */
  isValueLost: boolean;
}

/**
 * The event in the form in which it is stored, or what is wrong with it: its own bytes where they have that form, else
 * written anew.
 * @param scannable whether the scanner finds the attributes in the bytes; those of what is written anew it always does
 * @param arrived when the raw stream took the event, epoch ms
 * @param personal takes out what is personal; nothing does without it
 */
export function storedForm(
  bytes: Buffer,
  scannable: boolean,
  arrived: number,
  personal?: PersonalProperties,
): StoredForm | Refusal {
  const parsed = parse(bytes);
  if ("reason" in parsed) return { stage: "decode", reason: parsed.reason, errors: [parsed.error] };
  const validated = heldToReceipt(validateEvent(parsed.value), arrived);
  if (!validated.valid) return violation(parsed.value, validated.errors);
  const { event, stored, marks } = validated;
  if (stored && scannable && (personal === undefined || personal.without(event) === event))
    return { bytes, named: true, marks: noMarks, isValueLost: false };
  const deep = tooDeep(parsed.text);
  if (deep) return violation(parsed.value, [deep]);
  const canonical = canonicalEvent(event);
  return {
    bytes: Buffer.from(JSON.stringify(personal?.without(canonical) ?? canonical)),
    named: typeof event.metadata?.source === "string",
    marks,
    isValueLost: marks !== noMarks && isValueLost(canonical, marks),
  };
}

function violation({ event_id }: Record<string, unknown>, errors: FieldError[]): Refusal {
  const refusal: Refusal = { stage: "validate", reason: "schema_violation", errors };
  if (typeof event_id === "string" && event_id.length <= 128) refusal.event_id = event_id;
  return refusal;
}

type Parsed = { value: Record<string, unknown>; text: string } | { reason: ReasonName; error: FieldError };

function parse(bytes: Buffer): Parsed {
  const text = utf8(bytes);
  if (text === undefined) return notJson("bytes that are not UTF-8", "the record is no JSON text");
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    // Bad data is a value: the bytes go on as a failed event.
    return notJson(`text of ${text.length} characters`, noJsonMessage(text));
  }
  if (isObject(value)) return { value, text };
  const error = {
    path: "",
    expected: "a JSON object",
    actual: jsonType(value),
    message: "an event is a JSON object",
  };
  return { reason: "not_an_object", error };
}

const notJson = (actual: string, message: string): Parsed => ({
  reason: "not_json",
  error: { path: "", expected: "JSON in UTF-8", actual, message },
});
