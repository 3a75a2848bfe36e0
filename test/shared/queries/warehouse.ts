import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckType } from "../../../scripts/local/runtime/athena/hive-type.ts";
import { glueColumns } from "../../../shared/columns/glue.ts";
import { eventsUnique } from "../../../shared/queries/events-unique.ts";

export const queriesFolder = path.resolve(import.meta.dirname, "../../../shared/queries");
const VIEW = "events_unique";
export const queryNames = readdirSync(queriesFolder)
  .filter((file) => file.endsWith(".sql"))
  .map((file) => file.slice(0, -".sql".length))
  .concat(VIEW);
export const sqlOf = (name: string) =>
  name === VIEW ? eventsUnique() : readFileSync(path.join(queriesFolder, `${name}.sql`), "utf8");

type Row = Record<string, unknown>;

const eventColumns = glueColumns().map(({ name, type }) => `${name} ${duckType(type)}`);

const failedColumns = [
  "failure_id varchar",
  "failed_at timestamp",
  "stage varchar",
  "reason varchar",
  "dt varchar",
];
failedColumns.push("category varchar", "retryable boolean", "component_version varchar");
failedColumns.push(
  "event_id varchar",
  "first_failed_at timestamp",
  "replay_count integer",
  "overlap varchar",
  "lines integer",
);

/** The tables as the stack declares them, holding the given rows, with the view over them. */
export async function warehouse({ events = [], failed = [] }: { events?: Row[]; failed?: Row[] }) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`create table events (${eventColumns.join(", ")}, dt varchar, hour integer)`);
  await connection.run(`create table failed_events (${failedColumns.join(", ")})`);
  for (const row of events) await insert("events", row);
  for (const row of failed) await insert("failed_events", row);
  await connection.run(`create view events_unique as ${sqlOf("events_unique")}`);

  async function insert(table: string, row: Row) {
    const values = Object.values(row).map((value) =>
      typeof value === "string" ? `'${value}'` : String(value),
    );
    await connection.run(
      `insert into ${table} (${Object.keys(row).join(", ")}) values (${values.join(", ")})`,
    );
  }

  return {
    query: (name: string): Promise<Row[]> => run(sqlOf(name)),
    run,
  };

  /** Rows as plain values: integers of any width as numbers, times and dates as text. */
  async function run(sql: string): Promise<Row[]> {
    const rows = await (await connection.runAndReadAll(sql)).getRowObjectsJS();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])),
    );
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  return value;
}

let count = 0;

/** An event of session `<user>-1` on 2 March 2026, a Monday, at the given time. */
export function event(user: string, event_name: string, time: string, override: Row = {}): Row {
  const at = time.includes("T") ? time : `2026-03-02T${time}`;
  count += 1;
  return {
    event_id: `e${count}`,
    event_name,
    user_id: user,
    session_id: `${user}-1`,
    event_time: at,
    processed_at: at,
    day_of_week: 1,
    hour_of_day: Number(at.slice(11, 13)),
    page_host: "shop",
    is_bot: false,
    source: "web",
    dt: at.slice(0, 10),
    hour: Number(at.slice(11, 13)),
    ...override,
  };
}
