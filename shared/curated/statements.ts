import type { TableColumn } from "../columns/glue.ts";
import { createIceberg, declaredColumn, sqlLiteral } from "./iceberg.ts";

/** Statements on the curated table of events. */

export const CURATED_TABLE = "curated_events";

/** An hour of the archive, UTC. */
export interface ArchiveHour {
  /** YYYY-MM-DD */
  dt: string;
  hour: number;
}

/** @param location `s3://…/` of the table alone */
export const createCurated = (columns: readonly TableColumn[], location: string): string =>
  createIceberg(CURATED_TABLE, columns, location);

export const addColumns = (columns: readonly TableColumn[]): string =>
  `alter table ${CURATED_TABLE} add columns (${columns.map(declaredColumn).join(", ")})`;

export const widenColumn = ({ name, type }: TableColumn): string =>
  `alter table ${CURATED_TABLE} change column ${name} ${name} ${type}`;

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
on t.dt in (${days.map(sqlLiteral).join(", ")}) and t.dt = s.dt and t.hour = s.hour and t.event_id = s.event_id
when not matched then insert (${names.join(", ")}) values (${names.map((name) => `s.${name}`).join(", ")})`;
}

function inDay(dt: string, hours: readonly ArchiveHour[]): string {
  const of = hours.filter((hour) => hour.dt === dt).map(({ hour }) => hour);
  return `(dt = ${sqlLiteral(dt)} and hour in (${of.sort((a, b) => a - b).join(", ")}))`;
}

const before = (day: string): string => `processed_at < timestamp ${sqlLiteral(`${day} 00:00:00`)}`;

/** By when an event came: history that was sent late is kept as long as everything else. */
export const deleteBefore = (day: string): string => `delete from ${CURATED_TABLE} where ${before(day)}`;

/** The days of which `deleteBefore` takes events. */
export const daysBefore = (day: string): string =>
  `select distinct dt from ${CURATED_TABLE} where ${before(day)}`;

/** Days that the table has events of, from the one after `after` ("" for the first) to `last`. */
export const curatedDays = (after: string, last: string): string =>
  `select distinct dt from ${CURATED_TABLE} where dt > ${sqlLiteral(after)} and dt <= ${sqlLiteral(last)}`;

export const curatedColumns = (database: string): string =>
  `select column_name, data_type from information_schema.columns where table_schema = ${sqlLiteral(database)} and table_name = ${sqlLiteral(CURATED_TABLE)}`;
