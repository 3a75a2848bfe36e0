import { nameOf, textOf } from "../json/exact.ts";
import { define } from "./define.ts";
import { freeName } from "./free-name.ts";
import type { FieldRule, Fields } from "./kind.ts";
import { kindOf } from "./kinds.ts";
import { type RawEvent, rawFields } from "./raw.ts";
import { saysNothing } from "./says-nothing.ts";

/**
 * Brings events of these fields into the form in which they are stored: instants as UTC text, maps as text → text
 * (other values JSON-encoded), and every attribute that the schema does not know under `properties`, so that none is
 * dropped. There a null and what is empty count as absent, as a null does everywhere.
 */
export function canonicalForm(fields: Fields): (event: RawEvent) => RawEvent {
  const known = new Map(
    Object.entries(fields).map(([name, field]) => [name, { field: field as FieldRule, ...kindOf(field) }]),
  );

  return (event) => {
    const stored: Record<string, unknown> = {};
    const unknown: [name: string, text: string][] = [];
    const spare = (name: string, value: unknown) => {
      if (!saysNothing(value)) unknown.push([nameOf(name), textOf(value)]);
    };
    for (const [name, value] of Object.entries(event)) {
      const kind = known.get(name);
      if (kind === undefined) spare(name, value);
      else if (kind.stored === undefined || value === undefined) stored[name] = value;
      else stored[name] = kind.stored(value, kind.field, name, spare);
    }
    if (unknown.length > 0) stored.properties = mergedUnder(stored.properties as object, unknown);
    return stored as RawEvent;
  };
}

/** The raw event in the form in which it is stored. */
export const canonicalEvent = canonicalForm(rawFields);

/** Properties with others more. One that the producer named itself stays; another of the same name gets a free name. */
export function mergedUnder<Value>(
  properties: object | undefined,
  others: readonly [name: string, value: Value][],
): Record<string, Value> {
  const merged = { ...properties } as Record<string, Value>;
  for (const [name, value] of others) {
    define(
      merged,
      freeName(name, (taken) => Object.hasOwn(merged, taken)),
      value,
    );
  }
  return merged;
}
