import { columnKind } from "./column-kinds.ts";
import type { TableColumn } from "./glue.ts";
import { plainAttributeOf } from "./plain.ts";

/** Longest text to try on such patterns, characters: V8 notes every place that it could go back to, in 64 MB at most. */
export const LONGEST_PLAIN = 1024 * 1024;

/**
 * Pattern of one attribute of a compact JSON object, name and value, where the name is that of a column, to the
 * letter, and the value is in the column's own form. A line of such attributes fits the table; any other may fit as
 * well, but has to be parsed to be judged. Undefined for columns of which that cannot be said.
 *
 * A line takes a third of the time of its JSON.parse, in time linear in the text also where it fails. An attribute
 * that is given twice is not noticed.
 */
export function plainAttribute(columns: readonly TableColumn[]): string | undefined {
  const all = columns.map(({ name, type }) => ({ name, plain: columnKind(type)?.plain }));
  const known = all.filter((column) => /^\w+$/.test(column.name) && column.plain !== undefined);
  if (known.length < columns.length || columns.length === 0) return undefined;
  return plainAttributeOf(known as { name: string; plain: string }[]);
}
