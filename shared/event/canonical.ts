import { define } from "./define.ts";
import { freeName } from "./free-name.ts";
import type { FieldRule, Fields } from "./kind.ts";
import { asText, kindOf } from "./kinds.ts";
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
    const unknown: Record<string, string> = {};
    const spare = (name: string, value: unknown) => {
      if (!saysNothing(value)) define(unknown, name, asText(value));
    };
    for (const [name, value] of Object.entries(event)) {
      const kind = known.get(name);
      if (kind === undefined) spare(name, value);
      else if (kind.stored === undefined || value === undefined) stored[name] = value;
      else stored[name] = kind.stored(value, kind.field, name, spare);
    }
    if (Object.keys(unknown).length > 0) stored.properties = mergeUnder(unknown, stored.properties as object);
    return stored as RawEvent;
  };
}

/** The raw event in the form in which it is stored. */
export const canonicalEvent = canonicalForm(rawFields);

/** A property that the producer named itself stays; an unknown attribute of the same name gets a free name. */
function mergeUnder(unknown: Record<string, string>, properties: object | undefined): Record<string, string> {
  const merged = { ...properties } as Record<string, string>;
  for (const [name, value] of Object.entries(unknown)) {
    define(
      merged,
      freeName(name, (taken) => Object.hasOwn(merged, taken)),
      value,
    );
  }
  return merged;
}
