import type { TableColumn } from "../../shared/columns/glue.ts";
import {
  addColumns,
  CURATED_TABLE,
  createCurated,
  curatedColumns,
  widenColumn,
} from "../../shared/curated/statements.ts";
import type { Statements } from "./statements.ts";

interface Wanted {
  columns: readonly TableColumn[];
  database: string;
  folder: string;
}

/** The table as the archive's columns want it: they come before the events that have them, and are never taken away. */
export async function prepareTable(
  statements: Statements,
  { columns, database, folder }: Wanted,
): Promise<void> {
  const rows = await statements.run(curatedColumns(database));
  if (rows.length === 0) {
    await statements.run(createCurated(columns, `${folder}${CURATED_TABLE}/`));
    return;
  }
  const there = new Map(rows.map(([name, type]) => [name!, type!.toLowerCase()]));
  const missing = columns.filter(({ name }) => !there.has(name));
  if (missing.length > 0) await statements.run(addColumns(missing));
  for (const column of columns)
    if (column.type === "bigint" && there.get(column.name) === "integer")
      await statements.run(widenColumn(column));
}
