import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../../local/runtime/athena/hive-type.ts";

/** What a query read: files, and the compressed bytes of the columns that it asked of them. */
export interface ReadFigures {
  files: number;
  bytes: number;
}

interface PlanNode {
  extra_info?: Record<string, unknown>;
  children?: PlanNode[];
}

/**
 * Of a plan that was run, as DuckDB explains it: its own sum of bytes is not what was read, so they are counted by the files'
 * footers.
 */
export async function readByPlan(connection: DuckDBConnection, plan: string): Promise<ReadFigures> {
  const figures = { files: 0, bytes: 0 };
  for (const scan of scansIn(JSON.parse(plan) as PlanNode)) {
    const files = Number(scan["Total Files Read"] ?? 0);
    if (files === 0) continue;
    figures.files += files;
    figures.bytes += await bytesOf(connection, scan);
  }
  return figures;
}

function scansIn({ extra_info = {}, children = [] }: PlanNode): Record<string, unknown>[] {
  const below = children.flatMap(scansIn);
  return extra_info.Function === "READ_PARQUET" ? [extra_info, ...below] : below;
}

/** A condition on the files stands in the plan as SQL over their names. */
async function bytesOf(connection: DuckDBConnection, scan: Record<string, unknown>): Promise<number> {
  const [first] = String(scan["Filename(s)"]).split(", ");
  const folder = /^.*?\/(?=dt=)/.exec(first!)![0];
  const projections = [scan.Projections ?? []]
    .flat()
    .map((name) => literal(String(name).replaceAll('"', "")));
  const condition = [scan["File Filters"] ?? "true"].flat().join(" and ");
  const where = `split_part(path_in_schema, ', ', 1) in (${[...projections, "''"].join(", ")}) and (${condition})`;
  const rows = await connection.runAndReadAll(
    `select coalesce(sum(total_compressed_size), 0) from (
      select file_name as filename, path_in_schema, total_compressed_size from footers
      where starts_with(file_name, ${literal(folder)})
    ) where ${where}`,
  );
  return Number(rows.getRowsJS()[0]![0]);
}
