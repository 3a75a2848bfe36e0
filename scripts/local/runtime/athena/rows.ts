import type { QueryResult } from "./types.ts";

/** What a reader of DuckDB results offers. */
export interface Reader {
  columnNames(): string[];
  columnTypes(): { toString(): string }[];
  getRowsJS(): unknown[][];
}

/** A result as plain JSON values. */
export function plainResult(reader: Reader, seconds: number): QueryResult {
  const names = reader.columnNames();
  const types = reader.columnTypes().map(String);
  return {
    columns: names.map((name, index) => ({ name, type: types[index]! })),
    rows: reader.getRowsJS().map((row) => row.map((value, index) => plain(value, types[index]!))),
    seconds,
  };
}

function plain(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return type === "DATE" ? value.toISOString().slice(0, 10) : value.toISOString();
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item, "")]));
  if (Array.isArray(value))
    return isEntries(value, type) ? entries(value) : value.map((item) => plain(item, ""));
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, "")]));
}

type Entry = { key: unknown; value: unknown };

const isEntries = (value: unknown[], type: string): value is Entry[] =>
  type.startsWith("MAP(") && value.length >= 0;

const entries = (list: Entry[]): Record<string, unknown> =>
  Object.fromEntries(list.map(({ key, value }) => [String(key), plain(value, "")]));
