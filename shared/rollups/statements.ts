import { createIceberg, sqlLiteral } from "../curated/iceberg.ts";
import { CURATED_TABLE } from "../curated/statements.ts";
import { storedEvents } from "../queries/views/events-stored.ts";
import { BRIDGES_READ, bridgedColumn, uniqueEvents } from "../queries/views/events-unique.ts";
import type { Rollup } from "./rollup.ts";

/**
 * Number of the rollups' form. Another one has `curate` make the tables anew, from the curated events: what rollups mean,
 * or hold, must not change without it.
 */
export const ROLLUPS_VERSION = 2;

/** The Iceberg table that holds the days of a rollup. */
export const rollupTable = ({ name }: Pick<Rollup, "name">, version: number = ROLLUPS_VERSION): string =>
  `${name}_v${version}`;

export const emptyRollup = (rollup: Rollup): string => `delete from ${rollupTable(rollup)}`;

/** @param folder `s3://…/` of the curated tables */
export const createRollup = (rollup: Rollup, folder: string): string =>
  createIceberg(rollupTable(rollup), rollup.columns, `${folder}${rollupTable(rollup)}/`);

/**
 * Puts in the place of everything that a rollup holds of some days what their curated events give, in one statement: of the
 * source's rows one for each day meets the old rows and deletes them, and the others meet none and are inserted. Run twice
 * it does the same. The days are fewer than 100, for Iceberg opens no more partitions at once.
 */
export function replaceDays(rollup: Rollup, days: readonly string[]): string {
  const names = rollup.columns.map(({ name }) => name);
  const list = days.map(sqlLiteral).join(", ");
  const old = names.map((name) => (name === "dt" ? "d.dt" : `null as ${name}`));
  return `merge into ${rollupTable(rollup)} as t
using (
  select ${names.join(", ")}, false as is_old
  from (
${rollup.rows(`(
  select ${rollup.reads.map(bridgedColumn).join(", ")}
  from ${CURATED_TABLE}
  where dt in (${list})
) as curated`)}
  ) as made
  union all
  select ${old.join(", ")}, true as is_old
  from (values ${days.map((day) => `(${sqlLiteral(day)})`).join(", ")}) as d (dt)
) as s
on t.dt in (${list}) and s.is_old and t.dt = s.dt
when matched then delete
when not matched and not s.is_old then insert (${names.join(", ")}) values (${names.map((name) => `s.${name}`).join(", ")})`;
}

/**
 * What queries read of a rollup: its table for the days up to `through`, and for those after it the same rows, made of all
 * events that are there. One statement moves the line between them, so no day is missing or there twice at any moment.
 * @param through the last day that the table holds; "" where it holds none
 */
export function rollupView(rollup: Rollup, through: string): string {
  const names = rollup.columns.map(({ name }) => name).join(", ");
  const line = sqlLiteral(through);
  const columns = [...new Set([...rollup.reads, ...BRIDGES_READ, "dt", "hour", "event_id", "processed_at"])];
  return `create or replace view ${rollup.name} as
select ${names}
from ${rollupTable(rollup)}
where dt <= ${line}
union all
select ${names}
from (
${rollup.rows(`(
  select ${rollup.reads.join(", ")}
  from (
${uniqueEvents(columns, `(\n${storedEvents(columns)}\n) as stored`)}
  ) as counted_once
  where dt > ${line}
) as of_open_days`)}
) as made`;
}
