import { eventPartitions, type GlueColumn, glueColumns } from "../columns/glue.ts";

/**
 * The SQL of the view `events_unique`, for Athena and DuckDB: every column of the table, one row for each event.
 * Copies are numbered within day and hour: a redelivered event has the same event_time. A query engine applies a
 * condition before a window function only if the window is partitioned by that column; so a query of one day reads
 * only the files of that day.
 * @param all the table's columns, with its partitions
 */
export function eventsUnique(all: readonly GlueColumn[] = [...glueColumns(), ...eventPartitions]): string {
  const columns = all.map(({ name }) => bridged[name] ?? name);
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
 * Older files have no such column and read it as null. Trino fails for a key that a map does not have, and DuckDB's
 * `element_at` differs from Trino's, so the query first checks that the key is there.
 */
const bridged: Readonly<Record<string, string>> = {
  source: `coalesce(
    source,
    nullif(case when contains(map_keys(metadata), 'source') then metadata['source'] end, ''),
    app_id
  ) as source`,
};
