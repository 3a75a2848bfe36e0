import { isObject } from "../../shared/json/exact.ts";
import { type Path, valueAt } from "../../shared/mapping/path.ts";

/** Where results of queries have the names of their columns, and their rows. */
const tables: readonly { names: Path; rows: readonly string[] }[] = [
  // SQL and ES|QL of Elasticsearch, Trino, PostHog
  { names: ["columns"], rows: ["rows", "values", "data", "results"] },
  // ClickHouse: JSON and JSONCompact
  { names: ["meta"], rows: ["data"] },
  // Snowflake
  { names: ["resultSetMetaData", "rowType"], rows: ["data"] },
];

type Json = Record<string, unknown>;

/** The rows of a query's result as documents; undefined of what is none. What a result says of itself is in no row. */
export function rowsOfResult(value: Json): Json[] | undefined {
  for (const { names: path, rows: places } of tables) {
    const names = namesIn(valueAt(value, path));
    const rows = names && places.map((place) => value[place]).find(Array.isArray);
    if (rows?.every((row) => isRowOf(row, names!))) return rows.map((row) => documentOf(row, names!));
  }
  return undefined;
}

function namesIn(columns: unknown): string[] | undefined {
  if (!Array.isArray(columns) || columns.length === 0) return undefined;
  const names = columns.map((column) => (isObject(column) ? column.name : column));
  return names.every((name) => typeof name === "string") ? names : undefined;
}

/** A row of cells, or one that names its cells itself. */
const isRowOf = (row: unknown, names: readonly string[]): boolean =>
  Array.isArray(row) ? row.length === names.length : isObject(row);

const documentOf = (row: unknown, names: readonly string[]): Json =>
  Array.isArray(row) ? Object.fromEntries(names.map((name, at) => [name, row[at]])) : (row as Json);
