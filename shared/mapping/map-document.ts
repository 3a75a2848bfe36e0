import { freeName } from "../event/free-name.ts";
import { RawEventSchema } from "../event/raw.ts";
import { saysNothing } from "../event/says-nothing.ts";
import type { FieldError } from "../failure/failed-event.ts";
import { isObject } from "../json/exact.ts";
import { jsonType } from "../json/json-type.ts";
import { type Compiled, compile } from "./compile.ts";
import { completed, datedByReceipt, type MappingContext } from "./completed.ts";
import { isTaken } from "./convert.ts";
import { mappedRows } from "./lists.ts";
import { missingErrors } from "./missing.ts";
import type { Origin } from "./origin.ts";
import { readable } from "./readable.ts";
import { restOf, Used } from "./rest.ts";
import type { RuleFound } from "./rule.ts";
import type { SourceMapping } from "./source-mapping.ts";
import { splitDocument } from "./split.ts";

export type { MappingContext } from "./completed.ts";

export type Mapped = { ok: true; event: Record<string, unknown> } | { ok: false; errors: FieldError[] };

/**
 * A document of a source → a raw event, or why it is none. Every value of the document is in the event: under its new
 * name, and under `properties` where no rule takes it or where a rule changes it. Whether the event obeys the schema is
 * checked where it is enriched. Under `passthrough` a complete document is itself the event.
 */
export function mapDocument(mapping: SourceMapping, document: unknown, context: MappingContext): Mapped {
  try {
    const parts = splitDocument(mapping, document);
    const [only] = parts;
    if (parts.length !== 1) return refused("one event", `${parts.length} events`, "split the document first");
    if (!isObject(only)) return refused("a JSON object", jsonType(only), "an event is a JSON object");
    const compiled = compile(mapping);
    const mapped =
      mapping.passthrough === true ? mapNative(compiled, only) : mapForeign(compiled, only, context);
    if (!mapped.ok) return mapped;
    const source = { name: mapping.name, document: only, identity: compiled.identity };
    return { ok: true, event: completed(mapped.event, source, context) };
  } catch (error) {
    // JSON.stringify recurses: nesting of thousands of levels is bad data and not a broken program.
    if (!(error instanceof RangeError)) throw error;
    return refused("fewer levels", "object", "the document is nested too deeply");
  }
}

/** A raw event as it came, unless its name is another spelling of a well-known one. */
function mapNative({ eventName }: Compiled, document: object): Mapped {
  const event = document as Record<string, unknown>;
  const { event_name: given, properties: held = {} } = event;
  const name = typeof given === "string" ? eventName(given) : given;
  if (name === given) return { ok: true, event };
  // What is no object is kept under its own name.
  const properties = isObject(held) ? held : saysNothing(held) ? {} : { properties: held };
  const called = freeName(ORIGINAL_NAME, (taken) => Object.hasOwn(properties, taken));
  return { ok: true, event: { ...event, event_name: name, properties: { ...properties, [called]: given } } };
}

const REQUIRED: readonly string[] = RawEventSchema.required;

/** The property that keeps what the source called the event. */
const ORIGINAL_NAME = "event_name";

function mapForeign(compiled: Compiled, document: object, context: MappingContext): Mapped {
  const read = readable(document, compiled);
  const used = new Used();
  const { event, errors, calledBefore } = fieldsOf(compiled, read, used);
  for (const list of compiled.lists) {
    const rows = mappedRows(read, list, used);
    if (rows !== undefined) event[list.target] = rows;
  }
  for (const path of compiled.omit) used.addPath(read, path);
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
  const dated =
    event.client_created_at === undefined && compiled.isUndated(read)
      ? datedByReceipt(event, context)
      : event;
  const missing = missingErrors(dated, compiled, read);
  if (missing.length > 0) return { ok: false, errors: missing };
  const rest = restOf(read, used, compiled.unwrap, propertiesOf(compiled, read));
  if (calledBefore !== undefined)
    rest.set(
      freeName(ORIGINAL_NAME, (name) => rest.has(name)),
      calledBefore,
    );
  if (rest.size > 0) dated.properties = Object.fromEntries(rest);
  return { ok: true, event: dated };
}

function fieldsOf({ fields, eventName }: Compiled, document: object, used: Used) {
  const event: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  let calledBefore: string | undefined;
  for (const { target, evaluate } of fields) {
    const outcome = evaluate(document);
    if (outcome === undefined) continue;
    if ("error" in outcome) {
      // An event whose source has no id for it gets one of its content.
      if (target === "event_id") continue;
      if (REQUIRED.includes(target)) errors.push(outcome.error);
      else keepMisfit(target, outcome.given, event, used);
    } else {
      event[target] = outcome.value;
      markUsed(outcome, used);
      if (target !== "event_name") continue;
      const called = String(outcome.leaf?.value ?? outcome.value);
      event.event_name = eventName(String(outcome.value));
      if (event.event_name !== called) calledBefore = called;
    }
  }
  return { event, errors, calledBefore };
}

/**
 * What an attribute that an event may lack cannot be made of goes on as it came: enrichment moves it to the properties, and
 * the event says so. Where the schema would take it, against the mapping's own word, it stays under its own name.
 */
function keepMisfit(
  target: string,
  { value, leaf }: Origin,
  event: Record<string, unknown>,
  used: Used,
): void {
  if (isTaken(target, value)) return;
  event[target] = value;
  if (leaf !== undefined) used.add(leaf);
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

function markUsed({ leaf, replaces }: RuleFound, used: Used): void {
  if (leaf !== undefined && replaces === true) used.add(leaf);
}

const refused = (expected: string, actual: string, message: string): Mapped => ({
  ok: false,
  errors: [{ path: "", expected, actual, message }],
});
