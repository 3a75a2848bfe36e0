import type { TableColumn } from "../columns/glue.ts";

/** Statements on the curated table, Iceberg in Athena. Athena commits each by itself. */

export const CURATED_TABLE = "curated_events";

/** Below the bucket of the archive. */
export const CURATED_PREFIX = "curated/";

/** How long Iceberg keeps snapshots, and with them rows that were deleted. */
export const SNAPSHOT_DAYS = 2;

/** An hour of the archive, UTC. */
export interface ArchiveHour {
  /** YYYY-MM-DD */
  dt: string;
  hour: number;
}

/** @param location `s3://…/` of the table alone */
export const createCurated = (columns: readonly TableColumn[], location: string): string =>
  `create table if not exists ${CURATED_TABLE} (\n  ${columns.map(declared).join(",\n  ")}\n)
partitioned by (dt)
location '${location}'
tblproperties (
  'table_type' = 'ICEBERG',
  'format' = 'parquet',
  'write_compression' = 'zstd',
  'optimize_rewrite_delete_file_threshold' = '1',
  'vacuum_max_snapshot_age_seconds' = '${SNAPSHOT_DAYS * 86_400}'
)`;

export const addColumns = (columns: readonly TableColumn[]): string =>
  `alter table ${CURATED_TABLE} add columns (${columns.map(declared).join(", ")})`;

export const widenColumn = ({ name, type }: TableColumn): string =>
  `alter table ${CURATED_TABLE} change column ${name} ${name} ${type}`;

const declared = ({ name, type }: TableColumn): string => `${name} ${type}`;

/**
 * Takes the events of some hours that are not in the table yet, each once: of several copies the first processed one. A
 * second run finds all of them there. Its hours have fewer than 100 days, for Iceberg opens no more partitions at once.
 */
export function mergeHours(columns: readonly TableColumn[], hours: readonly ArchiveHour[]): string {
  const names = columns.map(({ name }) => name);
  const days = [...new Set(hours.map(({ dt }) => dt))].sort();
  return `merge into ${CURATED_TABLE} as t
using (
  select ${names.join(", ")}
  from (
    select ${names.join(", ")}, row_number() over (partition by dt, hour, event_id order by processed_at) as copy
    from events
    where ${days.map((dt) => inDay(dt, hours)).join(" or ")}
  ) as numbered
  where copy = 1
) as s
on t.dt in (${days.map(text).join(", ")}) and t.dt = s.dt and t.hour = s.hour and t.event_id = s.event_id
when not matched then insert (${names.join(", ")}) values (${names.map((name) => `s.${name}`).join(", ")})`;
}

function inDay(dt: string, hours: readonly ArchiveHour[]): string {
  const of = hours.filter((hour) => hour.dt === dt).map(({ hour }) => hour);
  return `(dt = ${text(dt)} and hour in (${of.sort((a, b) => a - b).join(", ")}))`;
}

/** Small files of the days become files of Athena's target size, 512 MB by default, and deleted rows leave them. */
export const compactDays = (first: string, last: string): string =>
  `optimize ${CURATED_TABLE} rewrite data using bin_pack where dt between ${text(first)} and ${text(last)}`;

/** Removes snapshots that are old enough, and the files that only they have. */
export const vacuumCurated = `vacuum ${CURATED_TABLE}`;

/** By when an event came: history that was sent late is kept as long as everything else. */
export const deleteBefore = (day: string): string =>
  `delete from ${CURATED_TABLE} where processed_at < timestamp ${text(`${day} 00:00:00`)}`;

export const curatedColumns = (database: string): string =>
  `select column_name, data_type from information_schema.columns where table_schema = ${text(database)} and table_name = ${text(CURATED_TABLE)}`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
