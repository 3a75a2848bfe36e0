import { eventPartitions, type GlueColumn, glueColumns } from "../columns/glue.ts";

/**
 * A table of what happened on each day, filled from the curated events of that day and of no other: so a day is right
 * whatever the order in which its hours come, and what passes midnight, as a session does, has a row on each of its days.
 */
export interface Rollup {
  /** What queries read: the days that the table holds, and of the other days the same rows, made of their events. */
  name: string;
  /** In one sentence, what a row is. */
  comment: string;
  /** `dt`, by which it is partitioned, is the first of them. */
  columns: readonly GlueColumn[];
  /** Columns that no two rows have alike. */
  key: readonly string[];
  /** Columns of events that its rows are made of. */
  reads: readonly string[];
  /**
   * Its rows, as a query.
   * @param events what stands behind `from`: events that have the columns it reads, each once
   */
  rows(events: string): string;
}

/** A column as the rollup's query gives it. */
export interface RollupColumn extends GlueColumn {
  sql: string;
}

const known = new Map([...eventPartitions, ...glueColumns()].map((column) => [column.name, column]));

/** A column of events as it is. Its name is what tells that it is personal. */
export function asIs(name: string): RollupColumn {
  const column = known.get(name);
  if (column === undefined) throw new Error(`There is no column ${name} of events.`);
  return { ...column, sql: name };
}

/** Columns as the table has them. */
export const tableColumns = (columns: readonly RollupColumn[]): GlueColumn[] =>
  columns.map(({ sql: _, ...column }) => column);

/** A figure under the name of a column of events, whose type it has. */
export const reckoned = (name: string, comment: string, sql: string): RollupColumn => ({
  ...asIs(name),
  comment,
  sql,
});

export const tally = (name: string, comment: string, sql: string): RollupColumn => ({
  name,
  type: "bigint",
  comment,
  sql,
});

export const tallyOf = (name: string): string => `count(*) filter (where event_name = '${name}')`;

/**
 * Whose events they are, as a key: by these columns of a row, as by those of an event, one can say whom it belongs to. Of a
 * device's events without a user those before the first login of the day are rows apart, as they may be somebody else's.
 */
export const whose: readonly RollupColumn[] = [
  asIs("dt"),
  asIs("source"),
  asIs("anonymous_id"),
  asIs("user_id"),
  asIs("person_id"),
  { ...asIs("is_bot"), sql: "coalesce(is_bot, false)" },
  {
    name: "is_before_login",
    type: "boolean",
    comment: "Before the first event of the day on which a user was known on the device",
    sql: "is_before_login",
  },
];

/** What `whose` reads of events. */
const WHOSE_READS = ["dt", "source", "anonymous_id", "user_id", "person_id", "is_bot", "event_time"] as const;

/** Events with what `whose` needs: the window is of a day and a device, so a condition on the day goes through it. */
const withLogins = (events: string): string => `(
  select
    *,
    coalesce(
      event_time < min(case when user_id is not null then event_time end)
        over (partition by dt, coalesce(anonymous_id, user_id)),
      true
    ) as is_before_login
  from ${events}
) as e`;

interface Grouped {
  name: string;
  comment: string;
  /** Beside those of `whose`. */
  by: readonly RollupColumn[];
  figures: readonly RollupColumn[];
  /** Columns of events beside those of `whose`. */
  reads: readonly string[];
  /** What the events are made into before they are grouped; they have `is_before_login`. */
  of?(events: string): string;
  where?: string;
}

/** A rollup that has a row for each of `whose` and `by`. */
export function groupedRollup({
  name,
  comment,
  by,
  figures,
  reads,
  of = (events) => events,
  where,
}: Grouped): Rollup {
  const keys = [...whose, ...by];
  const columns = [...keys, ...figures];
  return {
    name,
    comment,
    columns: tableColumns(columns),
    key: keys.map((key) => key.name),
    reads: [...new Set([...WHOSE_READS, ...reads])],
    rows: (events) => `select
  ${columns.map((column) => (column.sql === column.name ? column.name : `${column.sql} as ${column.name}`)).join(",\n  ")}
from ${of(withLogins(events))}${where === undefined ? "" : `\nwhere ${where}`}
group by ${keys.map((_, at) => at + 1).join(", ")}`,
  };
}
