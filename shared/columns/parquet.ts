import type { ColumnSource, SchemaElement } from "hyparquet-writer";
import type { GlueColumn } from "./glue.ts";
import { FAILED, type Read, readers } from "./serde.ts";

const MAP = "map<string,string>";

export type TableColumn = Pick<GlueColumn, "name" | "type">;

/** What `parquetWriteBuffer` of hyparquet-writer takes, and what did not fit the columns. */
export interface ParquetTable {
  schema: SchemaElement[];
  columnData: ColumnSource[];
  /** Rows in `columnData`, in their order. */
  converted: number;
  /** Rows that are not, by their index in the input. */
  failed: { index: number; message: string }[];
}

/**
 * Parsed JSON rows → Parquet columns, as Firehose converts them: keys are compared in lower case, attributes that
 * the table has no column for are left out, absent ones are null. A value that its column cannot hold fails its row.
 */
export function parquetTable(
  columns: readonly TableColumn[],
  rows: readonly Record<string, unknown>[],
): ParquetTable {
  const data = new Map(columns.map((column) => [column.name.toLowerCase(), columnOf(column, rows.length)]));
  const failed: ParquetTable["failed"] = [];
  let converted = 0;
  rows.forEach((row, index) => {
    const message = convert(row, data, converted);
    if (message === undefined) converted += 1;
    else failed.push({ index, message });
  });
  return {
    schema: parquetSchema(columns),
    columnData: [...data.values()].map(({ name, type, values }) => ({
      name,
      data: values.slice(0, converted),
      // No reader prunes by the keys and values of a map.
      statistics: type !== MAP,
    })),
    converted,
    failed,
  };
}

interface ColumnValues extends TableColumn {
  read: Read;
  values: unknown[];
}

function columnOf({ name, type }: TableColumn, rows: number): ColumnValues {
  const read = readers[type];
  if (read === undefined) {
    const known = Object.keys(readers).join(", ");
    throw new Error(`The column ${name} has the type ${type}; those converted are ${known}.`);
  }
  return { name, type, read, values: new Array(rows).fill(undefined) };
}

/** Puts a row at `place`, or says which value does not fit; the place is then free again. */
function convert(
  row: Record<string, unknown>,
  data: Map<string, ColumnValues>,
  place: number,
): string | undefined {
  for (const name in row) {
    const value = row[name];
    if (value === undefined || value === null) continue;
    const column = data.get(name) ?? data.get(name.toLowerCase());
    if (column === undefined) continue;
    const found = column.read(value);
    if (found === FAILED) {
      for (const { values } of data.values()) values[place] = undefined;
      return `${column.name}: ${shown(value)} is no ${column.type}`;
    }
    column.values[place] = found;
  }
  return undefined;
}

/** Only its kind and size: the message stands in an error file beside the data, and in logs. */
function shown(value: unknown): string {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  return Array.isArray(value) ? "an array" : "an object";
}

/** The Parquet schema of a table. Every column may be null, since no attribute is certain to be there. */
export function parquetSchema(columns: readonly TableColumn[]): SchemaElement[] {
  return [{ name: "schema", num_children: columns.length }, ...columns.flatMap(elements)];
}

function elements({ name, type }: TableColumn): SchemaElement[] {
  const column = { name, repetition_type: "OPTIONAL" } as const;
  if (type === MAP) {
    return [
      { ...column, num_children: 1, converted_type: "MAP" },
      { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
      { ...STRING, name: "key", repetition_type: "REQUIRED" },
      { ...STRING, name: "value", repetition_type: "OPTIONAL" },
    ];
  }
  return [{ ...physical[type], ...column }];
}

const STRING = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

const physical: Record<string, Omit<SchemaElement, "name">> = {
  string: STRING,
  double: { type: "DOUBLE" },
  int: { type: "INT32" },
  bigint: { type: "INT64" },
  boolean: { type: "BOOLEAN" },
  // Both are needed: readers that see one alone take the instant for a local time.
  timestamp: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
};
