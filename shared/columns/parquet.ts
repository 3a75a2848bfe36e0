import type { ColumnSource, SchemaElement } from "hyparquet-writer";
import { columnKind } from "./column-kinds.ts";
import type { GlueColumn } from "./glue.ts";
import { gatherRows, type Rows } from "./rows.ts";

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
  const gathered = gatherRows(columns);
  const failed: ParquetTable["failed"] = [];
  for (const [index, row] of rows.entries()) {
    const message = gathered.add([row]);
    if (message !== undefined) failed.push({ index, message });
  }
  return { ...tableOf(columns, gathered), converted: gathered.count(), failed };
}

/** Gathered rows as hyparquet-writer takes them. */
export function tableOf(
  columns: readonly TableColumn[],
  rows: Rows,
): Pick<ParquetTable, "schema" | "columnData"> {
  const data = rows.columns();
  return {
    schema: parquetSchema(columns),
    columnData: columns.map(({ name, type }, index) => ({
      name,
      data: data[index]!,
      // No reader prunes by what a map or a list holds.
      statistics: columnKind(type)!.prunable,
    })),
  };
}

/** The Parquet schema of a table. Every column may be null, since no attribute is certain to be there. */
export function parquetSchema(columns: readonly TableColumn[]): SchemaElement[] {
  const elements = columns.flatMap(({ name, type }) => columnKind(type)!.parquet(name));
  return [{ name: "schema", num_children: columns.length }, ...elements];
}
