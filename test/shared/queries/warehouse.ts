import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { inDuckDb, speakTrino } from "../../../scripts/local/runtime/athena/dialect.ts";
import { duckType, literal } from "../../../scripts/local/runtime/athena/hive-type.ts";
import { plainResult } from "../../../scripts/local/runtime/athena/rows.ts";
import { glueColumns } from "../../../shared/columns/glue.ts";
import { rawFields } from "../../../shared/event/raw.ts";
import { rowFields } from "../../../shared/event/rows.ts";
import { type BoundQuery, bound } from "../../../shared/queries/declared.ts";
import { namedQueryFiles } from "../../../shared/queries/named.ts";
import { archiveViews } from "../../../shared/queries/views.ts";
import { rollups } from "../../../shared/rollups/rollups.ts";
import { replaceDays, rollupTable, rollupView } from "../../../shared/rollups/statements.ts";
import { predictionColumns } from "../../../shared/scoring/archived.ts";

const named = namedQueryFiles();
export const viewNames = archiveViews.map(({ name }) => name);
export const queryNames = named.map(({ name }) => name);

/** Of a query, as the stack declares it, or a view. */
export const sqlOf = (name: string): string =>
  [...archiveViews, ...named].find((each) => each.name === name)!.sql;

/** Parameters of the tests' queries: every day that their events are of. */
const period = { since: "2026-01-01", until: "2026-12-31" };

/** The views look back from this day. */
const TODAY = "date '2026-04-30'";
const asOfToday = (sql: string): string => inDuckDb(sql.replaceAll("current_date", TODAY));

export type WarehouseRow = Record<string, unknown>;

const eventColumns = glueColumns().map(({ name, type }) => `${name} ${duckType(type)}`);

const failedColumns = [
  "failure_id varchar",
  "failed_at timestamp",
  "stage varchar",
  "reason varchar",
  "dt varchar",
  "category varchar",
  "retryable boolean",
  "component_version varchar",
  "event_id varchar",
  "first_failed_at timestamp",
  "replay_count integer",
  "overlap varchar",
  "lines integer",
];

const scoredColumns = [...predictionColumns, { name: "dt", type: "string" }].map(
  ({ name, type }) => `${name} ${duckType(type)}`,
);

/** The tables as the stack declares them, holding the given rows, with the views over them. */
export async function warehouse({
  events = [],
  curated = [],
  failed = [],
  predictions = [],
  rolledUp = "",
}: {
  events?: WarehouseRow[];
  /** Of the curated table. */
  curated?: WarehouseRow[];
  failed?: WarehouseRow[];
  predictions?: WarehouseRow[];
  /** The last day that the rollups hold, of what is curated. */
  rolledUp?: string;
}) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await speakTrino(connection);
  await connection.run(`create table events (${eventColumns.join(", ")}, dt varchar, hour integer)`);
  await connection.run(`create table curated_events (${eventColumns.join(", ")}, dt varchar, hour integer)`);
  await connection.run(`create table predictions (${scoredColumns.join(", ")})`);
  for (const row of predictions) await insert(connection, "predictions", row);
  await connection.run(`create table failed_events (${failedColumns.join(", ")})`);
  for (const row of events) await insert(connection, "events", row);
  for (const row of curated) await insert(connection, "curated_events", row);
  for (const row of failed) await insert(connection, "failed_events", row);
  for (const rollup of rollups) {
    const columns = rollup.columns.map(({ name, type }) => `${name} ${duckType(type)}`);
    await connection.run(`create table ${rollupTable(rollup)} (${columns.join(", ")})`);
    const days = [...new Set(curated.map(({ dt }) => String(dt)))].filter((dt) => dt <= rolledUp);
    if (days.length > 0) await connection.run(inDuckDb(replaceDays(rollup, days)));
    await connection.run(inDuckDb(rollupView(rollup, rolledUp)));
  }
  for (const { name, sql } of archiveViews) await connection.run(`create view ${name} as ${asOfToday(sql)}`);

  const readBound = async ({ sql, values }: BoundQuery) =>
    plainResult(await connection.runAndReadAll(asOfToday(sql), values), 0);
  const read = (declared: string, parameters: Record<string, string> = period) =>
    readBound(bound(declared, parameters));
  const run = async (sql: string, parameters?: Record<string, string>): Promise<WarehouseRow[]> => {
    const { columns, rows } = await read(sql, parameters);
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
  };
  return {
    /** The rows of a query or a view. */
    query: (name: string, parameters: Record<string, string> = {}): Promise<WarehouseRow[]> =>
      run(sqlOf(name), { ...period, ...parameters }),
    /** The values of some columns of a query or a view, row by row. */
    async values(name: string, ...columns: string[]): Promise<unknown[][]> {
      return (await run(sqlOf(name))).map((row) => columns.map((column) => row[column]));
    },
    bound: readBound,
    columns: async (sql: string) => (await read(sql)).columns,
    run,
  };
}

async function insert(connection: DuckDBConnection, table: string, row: WarehouseRow): Promise<void> {
  await connection.run(
    `insert into ${table} (${Object.keys(row).join(", ")}) values (${Object.values(row).map(sqlValue).join(", ")})`,
  );
}

const itemNames = Object.keys(rowFields(rawFields.items));

function sqlValue(value: unknown): string {
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return `[${value.map(itemValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, text]) => `${literal(key)}: ${literal(String(text))}`);
  return `map {${entries.join(", ")}}`;
}

const itemValue = (item: WarehouseRow): string =>
  `{${itemNames.map((name) => `${name}: ${sqlValue(item[name] ?? null)}`).join(", ")}}`;

let count = 0;

/** An event of session `<user>-1` on 2 March 2026, a Monday, at the given time. */
export function event(
  user: string,
  event_name: string,
  time: string,
  override: WarehouseRow = {},
): WarehouseRow {
  const at = time.includes("T") ? time : `2026-03-02T${time}`;
  count += 1;
  return {
    event_id: `e${String(count).padStart(5, "0")}`,
    event_name,
    user_id: user,
    person_id: user,
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

/** A purchase worth `value` in euros. */
export const purchase = (
  user: string,
  time: string,
  value: number | null,
  override: WarehouseRow = {},
): WarehouseRow => event(user, "purchase", time, { value, currency: "EUR", ...override });
