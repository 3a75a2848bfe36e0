import { columnKind, knownTypes } from "./column-kinds.ts";
import type { TableColumn } from "./parquet.ts";
import { FAILED, type Read } from "./serde.ts";

/** Rows taken apart into columns. */
export interface Rows {
  /** Takes all of these rows or none; then it says which value did not fit. */
  add(rows: readonly Record<string, unknown>[]): string | undefined;
  count(): number;
  /** The values of each column, one a row, in the order of the columns. Ends the gathering. */
  columns(): unknown[][];
}

interface Column extends TableColumn {
  read: Read;
  values: unknown[];
}

/** Gathers parsed JSON rows for a table. Throws a sentence for a column type that cannot be converted. */
export function gatherRows(columns: readonly TableColumn[]): Rows {
  const all = columns.map(columnOf);
  const byKey = new Map(all.map((column) => [column.name.toLowerCase(), column]));
  let count = 0;

  /** Puts a row at `place`, or says which value does not fit. */
  function put(row: Record<string, unknown>, place: number): string | undefined {
    for (const name in row) {
      const value = row[name];
      if (value === undefined || value === null) continue;
      const column = byKey.get(name) ?? byKey.get(name.toLowerCase());
      if (column === undefined) continue;
      const found = column.read(value);
      if (found === FAILED) return `${column.name}: ${shown(value)} is no ${column.type}`;
      fill(column.values, place);
      column.values[place] = found;
    }
    return undefined;
  }

  function rollBack(): void {
    for (const { values } of all) if (values.length > count) values.length = count;
  }

  return {
    add(rows) {
      for (const [index, row] of rows.entries()) {
        const message = put(row, count + index);
        if (message === undefined) continue;
        rollBack();
        return message;
      }
      count += rows.length;
      return undefined;
    },
    count: () => count,
    columns() {
      for (const { values } of all) fill(values, count);
      return all.map(({ values }) => values);
    },
  };
}

function columnOf({ name, type }: TableColumn): Column {
  const read = columnKind(type)?.read;
  if (read !== undefined) return { name, type, read, values: [] };
  throw new Error(`The column ${name} has the type ${type}; those converted are ${knownTypes}.`);
}

/** Nulls for the rows that had no such attribute. Without a gap an array stays dense, hence fast. */
function fill(values: unknown[], length: number): void {
  while (values.length < length) values.push(undefined);
}

/** Only its kind and size: the message stands in an error file beside the data, and in logs. */
function shown(value: unknown): string {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  return Array.isArray(value) ? "an array" : "an object";
}
