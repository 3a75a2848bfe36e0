import { eventPartitions, type GlueColumn, glueColumns } from "../columns/glue.ts";

/**
 * The SQL of the view `events_unique`, for Athena and DuckDB: every column of the table, one row an event. Copies are
 * numbered within the partition, as a redelivered event has the same event_time: a condition goes below a window only
 * where it is on what the window is partitioned by, and then a query of one day reads the files of one day.
 * @param all the table's columns, its partitions among them
 */
export function eventsUnique(all: readonly GlueColumn[] = [...glueColumns(), ...eventPartitions]): string {
  const columns = all.map(({ name }) => own[name] ?? name);
  const partition = [...eventPartitions.map(({ name }) => name), "event_id"].join(", ");
  return `-- The archive with one row an event: streams deliver at least once, and copies of an event have the same event_id.
select
  ${columns.join(",\n  ")}
from (
  select
    *,
    row_number() over (partition by ${partition} order by processed_at) as copy
  from events
) as numbered
where copy = 1
`;
}

/**
 * Files of the version that had no such column read it as null. Trino refuses a key that a map has not, and DuckDB's
 * `element_at` is another function, so that the key is asked for first.
 */
const own: Readonly<Record<string, string>> = {
  source: `coalesce(
    source,
    nullif(case when contains(map_keys(metadata), 'source') then metadata['source'] end, ''),
    app_id
  ) as source`,
};
