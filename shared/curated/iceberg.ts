import type { TableColumn } from "../columns/glue.ts";

/** Statements on one Iceberg table of Athena, partitioned by day. Athena commits each by itself. */

/** Below the bucket of the archive, a folder a table. */
export const CURATED_PREFIX = "curated/";

/** How long Iceberg keeps snapshots, and with them rows that were deleted. */
export const SNAPSHOT_DAYS = 2;

/** @param location `s3://…/` of the table alone */
export const createIceberg = (table: string, columns: readonly TableColumn[], location: string): string =>
  `create table if not exists ${table} (\n  ${columns.map(declaredColumn).join(",\n  ")}\n)
partitioned by (dt)
location '${location}'
tblproperties (
  'table_type' = 'ICEBERG',
  'format' = 'parquet',
  'write_compression' = 'zstd',
  'optimize_rewrite_delete_file_threshold' = '1',
  'vacuum_max_snapshot_age_seconds' = '${SNAPSHOT_DAYS * 86_400}'
)`;

export const declaredColumn = ({ name, type }: TableColumn): string => `${name} ${type}`;

export const dropIceberg = (table: string): string => `drop table if exists ${table}`;

/** Small files of the days become files of Athena's target size, 512 MB by default, and deleted rows leave them. */
export const compactDays = (table: string, first: string, last: string): string =>
  `optimize ${table} rewrite data using bin_pack where dt between ${sqlLiteral(first)} and ${sqlLiteral(last)}`;

/** Removes snapshots that are old enough, and the files that only they have. */
export const vacuumIceberg = (table: string): string => `vacuum ${table}`;

export const sqlLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;
