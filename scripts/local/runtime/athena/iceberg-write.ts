import type { DuckDBConnection } from "@duckdb/node-api";
import { inDuckDb } from "./dialect.ts";
import { literal } from "./hive-type.ts";
import type { IcebergWrite } from "./iceberg-statement.ts";

/** Partitions that a statement writes at most. */
const MAX_PARTITIONS = 100;

/** What Athena refuses and DuckDB would do. Throws with Athena's words. */
export async function checkWrite(
  connection: DuckDBConnection,
  { rows, merge, positions }: IcebergWrite,
  table: string,
): Promise<void> {
  const value = async (sql: string) => Number((await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0] ?? 0);
  if (merge !== undefined) {
    const { source, alias, target, on } = merge;
    // DuckDB lets the last of them win.
    const twice = await value(
      `SELECT count(*) FROM (SELECT ${target}.rowid FROM ${table} AS ${target} JOIN (${inDuckDb(source)}) AS ${alias} ON ${on} GROUP BY ${target}.rowid HAVING count(*) > 1)`,
    );
    if (twice > 0)
      throw new Error(
        "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one source row",
      );
  }
  const partitions = await partitionsOf(connection, table);
  if (rows === undefined || partitions.length === 0) return;
  const columns = positions === "all" ? await columnsOf(connection, table) : positions;
  const named = columns === undefined ? "" : ` AS written(${columns})`;
  const written = await value(
    `SELECT count(*) FROM (SELECT DISTINCT ${partitions.join(", ")} FROM (${inDuckDb(rows)})${named})`,
  );
  if (written > MAX_PARTITIONS)
    throw new Error(
      `ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of ${MAX_PARTITIONS} open writers for partitions; the statement writes ${written}`,
    );
}

async function partitionsOf(connection: DuckDBConnection, table: string): Promise<string[]> {
  const [catalogue, schema, name] = table.split(".").map((part) => part.replaceAll('"', ""));
  const found = await connection.runAndReadAll(
    `SELECT comment FROM duckdb_tables() WHERE database_name = ${literal(catalogue!)} AND schema_name = ${literal(schema!)} AND table_name = ${literal(name!)}`,
  );
  const comment = found.getRowsJS()[0]?.[0];
  if (comment === undefined) throw new Error(`TABLE_NOT_FOUND: The Iceberg table ${name} does not exist`);
  return comment === null ? [] : (JSON.parse(String(comment)) as { partitioned_by: string[] }).partitioned_by;
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<string> {
  const found = await connection.runAndReadAll(`DESCRIBE ${table}`);
  return found
    .getRowsJS()
    .map(([name]) => `"${String(name)}"`)
    .join(", ");
}
