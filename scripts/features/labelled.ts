import type { DuckDBConnection } from "@duckdb/node-api";

export const LABEL = "label";

export const sqlText = (text: string): string => text.replaceAll("'", "''");

/**
 * Makes the views `labelled` (events with `visitor`, `device` and whether their session purchases later) and
 * `unlabelled` (events without a session) over the files of a pattern. Whose an event is, and which session it is in, is
 * found as queries do (`shared/queries`).
 */
export async function labelledEvents(connection: DuckDBConnection, pattern: string): Promise<void> {
  await connection.run("set timezone = 'UTC'");
  // Partition values repeat what the rows say, and older files may lack newer columns.
  await connection.run(`
    create view archive as
    select * from read_parquet('${sqlText(pattern)}', union_by_name = true, hive_partitioning = false)`);
  const columns = await archivedColumns(connection);
  const told = columns.has("person_id") ? "person_id, " : "";
  for (const sql of [event(told), person, owned, session, labelled, unlabelled]) await connection.run(sql);
}

/** The columns that the archive has. */
export async function archivedColumns(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const described = await connection.runAndReadAll("describe archive");
  return new Set(described.getRowObjectsJS().map(({ column_name }) => String(column_name)));
}

/** Each event once, with its device, and who was known to be there when it came; else that is the device itself. */
const event = (told: string) => `
  create view event as
  select *, coalesce(anonymous_id, user_id) as device, coalesce(${told}user_id, anonymous_id) as known
  from archive
  qualify row_number() over (partition by coalesce(anonymous_id, user_id), event_id order by processed_at) = 1`;

/** The first and the latest user of each device that has one. */
const person = `
  create view person as
  select
    device,
    min(event_time) as first_at,
    min_by(user_id, row(event_time, event_id)) as first_user,
    max_by(user_id, row(event_time, event_id)) as latest_user
  from event where user_id is not null group by device`;

/** What happened on a device before its first login belongs to whoever logged in. */
const owned = `
  create view owned as
  select e.*, coalesce(
    nullif(e.known, e.device),
    case when e.event_time < p.first_at then p.first_user else p.latest_user end,
    e.known) as visitor
  from event as e left join person as p on p.device = e.device`;

/** The device of a session that a server names, too, in events without a device. */
const session = `
  create view shared_session as
  select visitor, session_id, min(anonymous_id) as device
  from owned where session_id is not null group by visitor, session_id
  having count(anonymous_id) between 1 and count(*) - 1`;

const labelled = `
  create view labelled as
  select o.*, coalesce(max(o.event_time) filter (where o.event_name = 'purchase')
    over (partition by coalesce(o.anonymous_id, s.device, o.user_id), o.session_id) > o.event_time, false) as ${LABEL}
  from owned as o
  left join shared_session as s
    on o.anonymous_id is null and s.visitor = o.visitor and s.session_id = o.session_id
  where o.session_id is not null`;

const unlabelled = "create view unlabelled as select * from event where session_id is null";
