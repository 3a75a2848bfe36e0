import { type EnrichedEvent, enrichedFields } from "../../shared/event/enriched.ts";
import type { ColumnType } from "../../shared/event/fields.ts";

/** A row of the archive as DuckDB hands it over in JavaScript types. */
export type ArchiveRow = Record<string, unknown>;

/** How a stored value becomes the value that the event had in JSON. */
const fromColumn: Record<ColumnType, (value: unknown) => unknown> = {
  string: String,
  double: Number,
  int: Number,
  bigint: Number,
  boolean: Boolean,
  timestamp: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  "map<string,string>": (value) => value,
};

/** Maps hold no feature, and reading them costs more than all the rest. */
const fields = Object.entries(enrichedFields)
  .map(([name, field]) => ({ name, column: (field as unknown as { column: ColumnType }).column }))
  .filter(({ column }) => column !== "map<string,string>");

/** Columns that an event is read back from; the archive may be older and lack some. */
export const eventColumns = fields.map(({ name }) => name);

/** The event that was archived as this row. A column without a value is an attribute that the event did not have. */
export function eventOfRow(row: ArchiveRow): EnrichedEvent {
  const event: Record<string, unknown> = {};
  for (const { name, column } of fields) {
    const value = row[name];
    if (value !== null && value !== undefined) event[name] = fromColumn[column](value);
  }
  return event as unknown as EnrichedEvent;
}
