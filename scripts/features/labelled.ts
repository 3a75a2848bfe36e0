import type { DuckDBConnection } from "@duckdb/node-api";
import { speakTrino } from "../local/runtime/athena/dialect.ts";
import { UserError } from "../user-error.ts";
import type { Label } from "./label.ts";
import { DAY_MS, type Period } from "./period.ts";
import { peopleTogether, positionSql, type SplitBy, splitSql } from "./split.ts";

export const sqlText = (text: string): string => text.replaceAll("'", "''");

export interface Choice {
  period: Period;
  label: Label;
  splitBy: SplitBy;
  shares: readonly [number, number, number];
  sample: number;
  bots: boolean;
}

/** A session that was idle for so long is over: `SESSION_IDLE_MINUTES` as the stack sets it. */
const IDLE = "interval '30 minutes'";
/** Sessions that begin before the end of a period go on behind it, at most for their cap of a day and the idle time. */
const SESSION_MARGIN_MS = 2 * DAY_MS;

/** What has to be read to know sessions and labels of a period. */
export const readPeriod = ({ period, label }: Pick<Choice, "period" | "label">): Period => ({
  since: period.since,
  until: period.until + Math.max(SESSION_MARGIN_MS, Math.ceil(label.lookAheadMs / DAY_MS) * DAY_MS),
});

/**
 * Makes the tables of a training set over the files: `chosen` (each event once, narrow, with `visitor` and
 * `session_device` as the view `events_by_person` of the stack finds them), `session` (with split and whether it is
 * over) and `labelled` (the rows of the training set, and why others are left out).
 */
export async function labelledEvents(
  connection: DuckDBConnection,
  files: readonly string[],
  choice: Choice,
): Promise<void> {
  await speakTrino(connection);
  const list = files.map((file) => `'${sqlText(file)}'`).join(", ");
  const { since, until } = readPeriod(choice);
  // Once, since opening very many small files takes longer than all else. Partition values repeat what the rows say, and
  // older files may lack newer columns.
  await connection.run(`
    create table archive as
    select * from read_parquet([${list}], union_by_name = true, hive_partitioning = false)
    where ${between("event_time", { since, until })}`);
  const columns = await archivedColumns(connection);
  const told = columns.has("person_id") ? "person_id, " : "";
  for (const sql of [event(told), person, owned, sharedSession, chosen, wide]) await connection.run(sql);
  await togetherTable(connection);
  await labelTable(connection, choice.label);
  await connection.run(session(choice));
  await connection.run(labelled(choice));
}

/** The columns that the archive has. */
export async function archivedColumns(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const described = await connection.runAndReadAll("describe archive");
  return new Set(described.getRowObjectsJS().map(({ column_name }) => String(column_name)));
}

const instant = (at: number): string => `timestamp '${new Date(at).toISOString().slice(0, 23)}'`;
const between = (column: string, { since, until }: Period): string =>
  `${column} >= ${instant(since)} and ${column} < ${instant(until)}`;

/** Each event once, with its device, and who was known to be there when it came; else that is the device itself. */
const event = (told: string) => `
  create table event as
  select rowid as archived_row, event_id, event_time, event_name, session_id, anonymous_id, user_id,
    coalesce(is_bot, false) as is_bot, pipeline_version,
    coalesce(anonymous_id, user_id) as device, coalesce(${told}user_id, anonymous_id) as known
  from archive
  qualify row_number() over (
    partition by coalesce(anonymous_id, user_id), event_id order by processed_at, rowid) = 1`;

/** The first and the latest user of each device that has one. */
const person = `
  create table person as
  select
    device,
    min(event_time) as first_at,
    min_by(user_id, row(event_time, event_id)) as first_user,
    max_by(user_id, row(event_time, event_id)) as latest_user
  from event where user_id is not null group by device`;

/** What happened on a device before its first login belongs to whoever logged in. */
const owned = `
  create table owned as
  select e.*, coalesce(
    nullif(e.known, e.device),
    case when e.event_time < p.first_at then p.first_user else p.latest_user end,
    e.known) as visitor
  from event as e left join person as p on p.device = e.device`;

/** The device of a session that a server names, too, in events without a device. */
const sharedSession = `
  create table shared_session as
  select visitor, session_id, min(anonymous_id) as device
  from owned where session_id is not null group by visitor, session_id
  having count(anonymous_id) between 1 and count(*) - 1`;

const chosen = `
  create table chosen as
  select o.*, coalesce(o.anonymous_id, s.device, o.user_id) as session_device
  from owned as o
  left join shared_session as s
    on o.anonymous_id is null and s.visitor = o.visitor and s.session_id = o.session_id`;

/** For labels of one's own, under the name and with the columns that the stack's queries know. */
const wide = `
  create view events_by_person as
  select a.*, strftime(a.event_time, '%Y-%m-%d') as dt, hour(a.event_time)::integer as hour, c.visitor, c.session_device
  from archive as a join chosen as c on c.archived_row = a.rowid`;

async function togetherTable(connection: DuckDBConnection): Promise<void> {
  const several = await connection.runAndReadAll(`
    select list(distinct visitor order by visitor) as people from chosen
    where session_id is not null group by session_device, session_id having count(distinct visitor) > 1`);
  const together = peopleTogether(several.getRowsJS().map(([people]) => people as string[]));
  await connection.run("create table together (person varchar, leader varchar)");
  const appender = await connection.createAppender("together");
  for (const [name, leader] of together) {
    appender.appendVarchar(name);
    appender.appendVarchar(leader);
    appender.endRow();
  }
  appender.closeSync();
}

/** Between the start of the first session and that of the last, of those that rows are taken from. */
const TIME_POSITION = `(started_at_ms - min(started_at_ms) over (partition by counts))
  / (1.0 + max(started_at_ms) over (partition by counts) - min(started_at_ms) over (partition by counts))`;

const session = ({ splitBy, shares, sample, period, bots }: Choice): string => `
  create table session as
  with known as (
    select c.session_device, c.session_id, min(c.visitor) as person, epoch_ms(min(c.event_time)) as started_at_ms,
      max(c.event_time) as ended_at,
      bool_or(${between("c.event_time", period)} and l.label is not null${bots ? "" : " and not c.is_bot"}) as has_rows
    from chosen as c left join label as l on l.archived_row = c.archived_row
    where c.session_id is not null group by c.session_device, c.session_id),
  judged as (
    select k.*, ended_at + ${IDLE} <= a.ends_at as is_over, has_rows and ended_at + ${IDLE} <= a.ends_at as counts
    from known as k, (select max(event_time) as ends_at from chosen) as a),
  placed as (
    select k.*, ${splitBy === "person" ? positionSql("coalesce(t.leader, k.person)") : TIME_POSITION} as position
    from judged as k left join together as t on t.person = k.person)
  select session_device, session_id, is_over, ${splitSql("position", shares)} as split,
    ${positionSql("'sample/' || session_device || '/' || session_id")} < ${sample} as is_sampled
  from placed`;

async function labelTable(connection: DuckDBConnection, { name, sql }: Label): Promise<void> {
  const refuse = (why: string): never => {
    throw new UserError(`--label ${name}: ${why}`);
  };
  const firstLine = (error: Error) => error.message.split("\n")[0];
  await connection
    .run(`create table given as ${sql}`)
    .catch((error: Error) => refuse(`the query did not run. ${firstLine(error)}`));
  const described = await connection.runAndReadAll("describe given");
  const columns = described.getRowObjectsJS().map(({ column_name }) => String(column_name));
  for (const needed of ["event_id", "label"])
    if (!columns.includes(needed)) refuse(`the query gives no column ${needed}.`);
  const isByDevice = columns.includes("device");
  await connection
    .run(`
      create table label as
      select c.archived_row, g.label::double as label from given as g
      join chosen as c on c.event_id = g.event_id ${isByDevice ? "and c.device = g.device" : ""}`)
    .catch((error: Error) => refuse(`label is no number. ${firstLine(error)}`));
  const wrong = await connection.runAndReadAll(`
    select (select count(*) from label where label not in (0, 1)),
      (select count(*) from (select 1 from label group by archived_row having count(*) > 1))`);
  const [others, twice] = wrong.getRowsJS()[0]!.map(Number);
  if (others! > 0) refuse(`${others} labels are neither 0 nor 1.`);
  if (twice! > 0) refuse(`${twice} events have several labels.`);
}

/** Every event of the period, with `left_out`: null for the rows of the training set. */
const labelled = ({ period, bots }: Choice): string => `
  create table labelled as
  select c.*, s.split, l.label, case
      when ${bots ? "false" : "c.is_bot"} then 'bots'
      when c.session_id is null then 'without_session'
      when not s.is_over then 'session_not_over'
      when l.label is null then 'without_label'
      when not s.is_sampled then 'not_sampled'
    end as left_out
  from chosen as c
  left join session as s on s.session_device = c.session_device and s.session_id = c.session_id
  left join label as l on l.archived_row = c.archived_row
  where ${between("c.event_time", period)}`;
