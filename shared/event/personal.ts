import { enrichedFields } from "./enriched.ts";
import type { FieldRule, PersonalData } from "./kind.ts";
import { rawFields } from "./raw.ts";

const marked = (fields: Readonly<Record<string, object>>, pii: PersonalData): string[] =>
  Object.entries(fields).flatMap(([name, field]) => ((field as FieldRule).pii === pii ? [name] : []));

/** Archived fields by what they say of a person, in schema order. */
export const personalFields = (pii: PersonalData): readonly string[] => marked(enrichedFields, pii);

/** Every attribute, raw or enriched, that says something of a person: what no log may show. */
export const personalNames: ReadonlySet<string> = new Set(
  [rawFields, enrichedFields].flatMap((fields) => [
    ...marked(fields, "identity"),
    ...marked(fields, "content"),
  ]),
);
