import { glueColumns } from "../../shared/columns/glue.ts";
import type { SimpleType } from "../../shared/columns/simple-type.ts";
import type { EnrichedEvent } from "../../shared/event/enriched.ts";

/** A row of the archive as DuckDB hands it over in JavaScript types. */
export type ArchiveRow = Record<string, unknown>;

/**
 * How a stored value becomes the value that the event had in JSON. Maps and lists are not read: no feature needs
 * them, and reading them is slow.
 */
const fromColumn: Readonly<Record<Exclude<SimpleType, "map<string,string>">, (value: unknown) => unknown>> = {
  string: String,
  double: Number,
  int: Number,
  bigint: Number,
  boolean: Boolean,
  timestamp: (value) => (value instanceof Date ? value.toISOString() : String(value)),
};

const fields = glueColumns().flatMap(({ name, type }) => {
  const read = (fromColumn as Record<string, (value: unknown) => unknown>)[type];
  return read === undefined ? [] : [{ name, read }];
});

/** Columns that an event is read back from; the archive may be older and lack some. */
export const eventColumns = fields.map(({ name }) => name);

/** The event that was archived as this row. A column without a value is an attribute that the event did not have. */
export function eventOfRow(row: ArchiveRow): EnrichedEvent {
  const event: Record<string, unknown> = {};
  for (const { name, read } of fields) {
    const value = row[name];
    if (value !== null && value !== undefined) event[name] = read(value);
  }
  return event as unknown as EnrichedEvent;
}
