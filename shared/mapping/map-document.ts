import type { FieldError } from "../failure/failed-event.ts";
import { type Compiled, compile } from "./compile.ts";
import { contentId, type Ordinals } from "./identity.ts";
import { withPairs } from "./pairs.ts";
import { restOf, Used } from "./rest.ts";
import type { Found } from "./rule.ts";
import type { SourceMapping } from "./source-mapping.ts";
import { splitDocument } from "./split.ts";

export interface MappingContext {
  /** One for each source that is read from its beginning. */
  ordinals: Ordinals;
  /** An id of the document from outside, for example of its index and `_id`; its own goes first. */
  id?: string;
  /** ISO 8601; stamped on an event that does not bring the instant. */
  receivedAt: string;
}

export type Mapped = { ok: true; event: Record<string, unknown> } | { ok: false; errors: FieldError[] };

/**
 * A document of a source → a raw event, or why it is none. Every attribute of the document is in the event: under
 * its new name, and under `properties` where no rule takes it or where a rule changes its value. Whether the event
 * obeys the schema is checked where it is enriched. Under `passthrough` a complete document is itself the event.
 */
export function mapDocument(mapping: SourceMapping, document: unknown, context: MappingContext): Mapped {
  try {
    const parts = splitDocument(mapping, document);
    const [only] = parts;
    if (parts.length !== 1)
      return refused(`one event, not ${parts.length}`, "list", "split the document first");
    if (!isObject(only)) return refused("a JSON object", kindOf(only), "an event is a JSON object");
    return mapping.passthrough === true
      ? { ok: true, event: completed(mapping, only, only, context) }
      : mapObject(mapping, only, context);
  } catch (error) {
    // JSON.stringify recurses: nesting of thousands of levels is bad data and not a broken program.
    if (!(error instanceof RangeError)) throw error;
    return refused("fewer levels", "object", "the document is nested too deeply");
  }
}

function mapObject(mapping: SourceMapping, document: object, context: MappingContext): Mapped {
  const compiled = compile(mapping);
  const read = withPairs(document, mapping.pairs ?? []);
  const used = new Used();
  const { event, errors } = fieldsOf(compiled, read, used);
  const metadata: [string, string][] = [];
  for (const { key, evaluate } of compiled.metadata) {
    const outcome = evaluate(read);
    if (outcome !== undefined && "value" in outcome) {
      metadata.push([key, String(outcome.value)]);
      markUsed(outcome, used);
    }
  }
  if (errors.length > 0) return { ok: false, errors };
  if (metadata.length > 0) event.metadata = Object.fromEntries(metadata);
  const rest = restOf(read, used, compiled.unwrap, propertiesOf(compiled, read));
  if (rest.size > 0) event.properties = Object.fromEntries(rest);
  return { ok: true, event: completed(mapping, event, document, context) };
}

function fieldsOf({ fields }: Compiled, document: object, used: Used) {
  const event: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  const missing: Record<string, string> = {};
  for (const { target, evaluate, sources } of fields) {
    const outcome = evaluate(document);
    if (outcome === undefined) missing[target] = sources;
    else if ("error" in outcome) errors.push(outcome.error);
    else {
      event[target] = outcome.value;
      markUsed(outcome, used);
    }
  }
  const failed = errors.length > 0;
  return { event, errors: failed ? errors : missingErrors(event, missing) };
}

/** What rules add to the properties. A value that does not fit is left out: it stays under its own name. */
function propertiesOf({ properties }: Compiled, document: object): Map<string, string> {
  const given = new Map<string, string>();
  for (const { key, evaluate } of properties) {
    const outcome = evaluate(document);
    if (outcome !== undefined && "value" in outcome) given.set(key, String(outcome.value));
  }
  return given;
}

function markUsed({ leaf, replaces }: Found, used: Used): void {
  if (leaf !== undefined && replaces === true) used.add(leaf);
}

const REQUIRED = ["event_name", "app_id", "client_created_at"];

function missingErrors(event: Record<string, unknown>, sources: Record<string, string>): FieldError[] {
  const missing = REQUIRED.filter((name) => event[name] === undefined);
  if (event.user_id === undefined && event.anonymous_id === undefined) {
    missing.push(sources.user_id === undefined ? "anonymous_id" : "user_id");
  }
  return missing.map((name) => {
    const expected = sources[name] ? `one of ${sources[name]}` : `a rule for ${name} in the mapping`;
    return { path: "", expected, actual: "absent", message: `nothing gives ${name}` };
  });
}

/** The event with what it lacks and every event has; itself when it lacks nothing. */
function completed(
  mapping: SourceMapping,
  event: object,
  document: object,
  { id, ordinals, receivedAt }: MappingContext,
): Record<string, unknown> {
  const given = event as Record<string, unknown>;
  const lacks = (name: string) => given[name] === undefined || given[name] === null || given[name] === "";
  const stamps: Record<string, unknown> = {};
  if (lacks("event_id")) {
    stamps.event_id = id ?? contentId(mapping.name, document, compile(mapping).identity, ordinals);
  }
  if (lacks("received_at")) stamps.received_at = receivedAt;
  return Object.keys(stamps).length === 0 ? given : { ...given, ...stamps };
}

const refused = (expected: string, actual: string, message: string): Mapped => ({
  ok: false,
  errors: [{ path: "", expected, actual, message }],
});

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
