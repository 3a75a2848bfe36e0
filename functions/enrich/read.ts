import { isUtf8 } from "node:buffer";
import { canonicalEvent } from "../../shared/event/canonical.ts";
import type { RawEvent } from "../../shared/event/raw.ts";
import { EventScanner, type KeyAttributes } from "../../shared/event/scan.ts";
import { isCanonical } from "../../shared/event/time.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import type { Failure, FieldError, ReasonName, Stage } from "../../shared/failure/failed-event.ts";
import { userOf } from "../../shared/lane.ts";
import { tooDeep, tooLarge } from "./bounds.ts";
import { type Spliced, splice } from "./splice.ts";
import { fingerprintOf } from "./steps/fingerprint.ts";
import { type EventTime, eventTimeOf } from "./steps/time.ts";

/** A valid event: what is asked of it, its bytes in the stored form, and their fingerprint. */
export interface ReadEvent extends EventTime {
  event: KeyAttributes;
  spliced: Spliced;
  fingerprint: string;
}

export type Refusal = Pick<Failure, "reason" | "errors" | "event_id"> & { stage: Stage };

/** For one event at a time; nothing of it outlives the call. */
const scanner = new EventScanner();

/**
 * The bytes of one user record → the event, or what is wrong with it. Never throws.
 * @param arrivalTime epoch ms at which the stream took the record
 */
export function readEvent(entry: Uint8Array, arrivalTime: number): ReadEvent | Refusal {
  const large = tooLarge(entry);
  if (large) return { stage: "decode", reason: "oversize", errors: [large] };
  const bytes = Buffer.isBuffer(entry) ? entry : Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  return readUsual(bytes, arrivalTime) ?? readAny(bytes, arrivalTime);
}

/** Most events are valid and stored as they came, and are not parsed at all. */
function readUsual(bytes: Buffer, arrivalTime: number): ReadEvent | undefined {
  if (!scanner.scan(bytes) || !scanner.usual) return undefined;
  const event = scanner.attributes();
  if (!hasStoredInstants(event) || userOf(event) === "") return undefined;
  const read = scanned(event, bytes, arrivalTime);
  return Number.isNaN(read.eventTime) ? undefined : read;
}

function hasStoredInstants({ client_created_at, client_sent_at, received_at }: KeyAttributes): boolean {
  return isStored(client_created_at) && isStored(client_sent_at) && isStored(received_at);
}

const isStored = (instant: string | number | undefined): boolean =>
  instant === undefined || (typeof instant === "string" && isCanonical(instant));

function scanned(event: KeyAttributes, bytes: Buffer, arrivalTime: number): ReadEvent {
  const { eventTime, receivedAt } = eventTimeOf(event, arrivalTime);
  return {
    event,
    eventTime,
    receivedAt,
    spliced: splice(bytes, scanner),
    fingerprint: fingerprintOf(bytes, scanner),
  };
}

function readAny(bytes: Buffer, arrivalTime: number): ReadEvent | Refusal {
  const parsed = parse(bytes);
  if ("reason" in parsed) return { stage: "decode", reason: parsed.reason, errors: [parsed.error] };
  const validated = validateEvent(parsed.value);
  if (!validated.valid) return violation(parsed.value, validated.errors);
  const { event, stored } = validated;
  if (stored && scanner.scan(bytes)) return scanned(event, bytes, arrivalTime);
  const deep = tooDeep(parsed.text);
  return deep ? violation(parsed.value, [deep]) : encoded(event, arrivalTime);
}

/** The event in its stored form, written anew. */
function encoded(event: RawEvent, arrivalTime: number): ReadEvent {
  const { ip: _replaced, ...stored } = canonicalEvent(event);
  const bytes = Buffer.from(JSON.stringify(stored));
  scanner.scan(bytes);
  return scanned(event, bytes, arrivalTime);
}

function violation({ event_id }: Record<string, unknown>, errors: FieldError[]): Refusal {
  const refusal: Refusal = { stage: "validate", reason: "schema_violation", errors };
  if (typeof event_id === "string" && event_id.length <= 128) refusal.event_id = event_id;
  return refusal;
}

type Parsed = { value: Record<string, unknown>; text: string } | { reason: ReasonName; error: FieldError };

function parse(bytes: Buffer): Parsed {
  const text = textOf(bytes);
  if (text === undefined) return notJson("bytes that are not UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Bad data is a value: the bytes go on as a failed event.
    return notJson(`text of ${text.length} characters`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { value: value as Record<string, unknown>, text };
  }
  const actual = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const error = { path: "", expected: "a JSON object", actual, message: "an event is a JSON object" };
  return { reason: "not_an_object", error };
}

/** Undefined when the bytes are not UTF-8: the decoder would put replacement characters for them, and only then is asked. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString();
  return text.includes("\ufffd") && !isUtf8(bytes) ? undefined : text;
}

const notJson = (actual: string): Parsed => ({
  reason: "not_json",
  error: { path: "", expected: "JSON in UTF-8", actual, message: "the record is no JSON text" },
});
