import { ByteWriter, type ColumnSource, parquetWrite, type SchemaElement } from "hyparquet-writer";
import { columnKind } from "../../shared/columns/column-kinds.ts";
import type { TableColumn } from "../../shared/columns/glue.ts";

/**
 * Rows that were checked against the columns (`check.ts`) as one Snappy Parquet file. An attribute that is absent or null
 * is null in its column; every column may be, since no attribute is certain to be there.
 */
export function parquetFile(
  columns: readonly TableColumn[],
  rows: readonly Record<string, unknown>[],
): Uint8Array {
  const writer = new ByteWriter();
  const schema = columns.flatMap(({ name, type }) => columnKind(type)!.parquet(name));
  const root: SchemaElement = { name: "schema", num_children: columns.length };
  parquetWrite({
    writer,
    schema: [root, ...schema],
    columnData: columns.map((column) => columnData(column, rows)),
    codec: "SNAPPY",
    createdBy: "clickstream archive",
  });
  return writer.getBytes();
}

function columnData({ name, type }: TableColumn, rows: readonly Record<string, unknown>[]): ColumnSource {
  const { parquetValue, prunable } = columnKind(type)!;
  const data = rows.map((row) => {
    const value = row[name];
    return value === undefined || value === null ? undefined : parquetValue(value);
  });
  // No reader prunes by what a map or a list holds.
  return { name, data, statistics: prunable };
}
