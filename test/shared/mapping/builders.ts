import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { Ordinals } from "../../../shared/mapping/identity.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { type MappingContext, mapDocument } from "../../../shared/mapping/map-document.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { splitDocument } from "../../../shared/mapping/split.ts";

export interface Event extends Record<string, unknown> {
  event_id: string;
  properties?: Record<string, string>;
}

export const RECEIVED_AT = "2026-03-14T12:00:00.000Z";

export const context = (change: Partial<MappingContext> = {}): MappingContext => ({
  ordinals: new Ordinals(),
  receivedAt: RECEIVED_AT,
  ...change,
});

/** The documents of a fixture, as a reader of files hands them over. */
export function documentsOf(file: string): Record<string, unknown>[] {
  const text = readFileSync(`test/fixtures/${file}`, "utf8");
  if (file.endsWith(".csv"))
    return parse(text, { columns: true, relax_column_count: true, skip_empty_lines: true });
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Every event of a fixture; throws for a document that is none. */
export function eventsOf(name: string, file: string): Event[] {
  const mapping = loadMapping(name);
  const shared = context();
  return documentsOf(file)
    .flatMap((document) => splitDocument(mapping, document))
    .map((document) => mapped(mapping, document, shared));
}

export function mapped(mapping: SourceMapping, document: unknown, given: MappingContext = context()): Event {
  const result = mapDocument(mapping, document, given);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.event as Event;
}

/** A mapping with all that is required, and one or more rules to look at. */
export const mappingOf = (change: Partial<SourceMapping> = {}): SourceMapping => ({
  name: "test",
  ...change,
  fields: {
    event_name: ["name", { constant: "page_view" }],
    app_id: { constant: "shop" },
    client_created_at: ["at", { constant: "2026-01-01T00:00:00.000Z" }],
    user_id: ["user", { constant: "u-1" }],
    ...change.fields,
  },
});
