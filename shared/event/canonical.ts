import { freeName } from "./free-name.ts";
import { type RawEvent, rawFields } from "./raw.ts";
import { saysNothing } from "./says-nothing.ts";
import { formatUtc, parseInstant } from "./time.ts";

const known: ReadonlySet<string> = new Set(Object.keys(rawFields));
const instants = ["client_created_at", "client_sent_at", "received_at"] as const;
const maps = ["metadata", "properties"] as const;

/**
 * The event in the form in which it is stored: instants as UTC text, maps as text → text (other values
 * JSON-encoded), and every attribute that the schema does not know under `properties`, so that none is dropped. There
 * a null and what is empty count as absent, as a null does everywhere.
 */
export function canonicalEvent(event: RawEvent): RawEvent {
  const stored: Record<string, unknown> = {};
  const unknown: Record<string, string> = {};
  for (const [name, value] of Object.entries(event)) {
    if (known.has(name)) stored[name] = value;
    else if (!saysNothing(value)) define(unknown, name, asText(value));
  }
  for (const name of instants) {
    if (event[name] !== undefined) stored[name] = formatUtc(parseInstant(event[name]));
  }
  for (const name of maps) {
    const map = event[name];
    if (map !== undefined) stored[name] = textMap(map as Record<string, unknown>);
  }
  if (Object.keys(unknown).length > 0) stored.properties = mergeUnder(unknown, stored.properties as object);
  return stored as RawEvent;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function textMap(map: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(map))
    if (!saysNothing(value)) define(texts, name, asText(value));
  return texts;
}

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

/** Defines rather than assigns, so that a key named `__proto__` is a key and not a prototype. */
function define(map: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
}
