import { connectRedis } from "../../../shared/redis/connect.ts";
import { LOAD_COMMAND_MS } from "../../../shared/redis/entries.ts";
import type { RedisTarget } from "../../../shared/redis/target.ts";
import { checkRows, linesOf } from "../../lookups/check.ts";
import { RowReport } from "../../lookups/row-report.ts";
import { tableRows } from "../../lookups/table/file.ts";
import { loadTable } from "../../lookups/table/load.ts";
import type { TableFile } from "../../lookups/table/named.ts";

/** What a person reads of the files of tables of one's own. Throws `UserError` where one must be refused. */
export async function checkTables(files: readonly TableFile[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { table, path } of files) {
    const report = await checkRows(path, (rows) => tableRows(table, path, rows));
    lines.push(...linesOf(path, `rows of ${table.name}`, report));
  }
  return lines;
}

/** Loads them into the Redis of a run. */
export async function loadTables(target: RedisTarget, files: readonly TableFile[]): Promise<void> {
  if (files.length === 0) return;
  const redis = connectRedis({ ...target, commandTimeoutMs: LOAD_COMMAND_MS });
  try {
    for (const { table, path } of files)
      await loadTable(redis, table, tableRows(table, path, new RowReport()));
  } finally {
    redis.close();
  }
}
