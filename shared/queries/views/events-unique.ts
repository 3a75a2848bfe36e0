import { eventPartitions, type GlueColumn } from "../../columns/glue.ts";
import type { ArchiveView } from "../archive-view.ts";

/** Of what did not fit, what is left does not say what an event is worth: it has no value on purpose. */
const isMarked = (name: string): string => `contains(map_keys(enrichment_status), '${name}')`;

/**
 * Older files lack some columns and read them as null; what stood for them then is put in their place. Trino fails for a
 * key that a map does not have, and DuckDB's `element_at` differs from Trino's, so the query first checks that the key
 * is there.
 */
const bridged: Readonly<Record<string, string>> = {
  source: `coalesce(
    source,
    nullif(case when contains(map_keys(metadata), 'source') then metadata['source'] end, ''),
    app_id
  ) as source`,
  person_id: "coalesce(person_id, user_id, anonymous_id) as person_id",
  value: `coalesce(
    value,
    case when ${["order_value", "items", "quantity"].map(isMarked).join(" or ")} then null
      else round(price * coalesce(quantity, 1), 4)
    end
  ) as value`,
};

/** What these read, beside themselves. */
export const BRIDGES_READ = [
  "metadata",
  "app_id",
  "user_id",
  "anonymous_id",
  "price",
  "quantity",
  "enrichment_status",
] as const;

/** A column of the table as older files have it, too. */
export const bridgedColumn = (name: string): string => bridged[name] ?? name;

const partition = [...eventPartitions.map(({ name }) => name), "event_id"].join(", ");

/**
 * One row for each event. Copies are numbered within day and hour: a redelivered event has the same event_time. A query
 * engine applies a condition before a window function only if the window is partitioned by that column; so a query of one
 * day reads only the files of that day.
 * @param columns of the rows, among them those that copies are told by: dt, hour, event_id, processed_at
 * @param stored what stands behind `from`: rows of which an event may have several
 */
export const uniqueEvents = (columns: readonly string[], stored: string): string => `select
  ${columns.map(bridgedColumn).join(",\n  ")}
from (
  select
    *,
    row_number() over (partition by ${partition} order by processed_at) as copy
  from ${stored}
) as numbered
where copy = 1`;

/**
 * Every column of the table, one row for each event, also while the curated table takes it over.
 * @param columns of the table, its partitions among them
 */
export const eventsUnique = (columns: readonly GlueColumn[]): ArchiveView => ({
  name: "events_unique",
  columns,
  sql: `-- The archive with one row an event: streams deliver at least once, and copies of an event have the same event_id.
${uniqueEvents(
  columns.map(({ name }) => name),
  "events_stored",
)}
`,
});
