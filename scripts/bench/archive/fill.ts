import { mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { utcDay } from "../../../shared/event/time.ts";
import { literal } from "../../local/runtime/athena/hive-type.ts";

const DAY_MS = 86_400_000;

/** Days that are filled: the last ones that are over. */
export const FILLED_DAYS = 30;

/** Firehose writes up to four, by time, and more where they are large. */
const FILES_AN_HOUR = 1;

const IDENTITIES = ["event_id", "anonymous_id", "user_id", "person_id", "session_id", "order_id"];

export interface Filled {
  events: number;
  files: number;
  /** The first and the last day. */
  first: string;
  last: string;
}

/**
 * Files as Firehose writes them, of the events of a run, each of them as often as it takes to be so many: every copy is of
 * people, sessions and orders of its own.
 * @param run folder of the run's events, below which dt=…/hour=… are
 * @param into the same of the archive that is filled
 */
export async function fillArchive(run: string, into: string, events: number, now: number): Promise<Filled> {
  const first = utcDay(now - FILLED_DAYS * DAY_MS);
  const last = utcDay(now - DAY_MS);
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  try {
    const connection = await instance.connect();
    const from = `(
      select *, regexp_extract(filename, '/dt=([^/]+)/', 1) as dt, regexp_extract(filename, '/hour=([^/]+)/', 1) as hour
      from read_parquet(${literal(`${run}/**/*.parquet`)}, hive_partitioning = false, filename = true, union_by_name = true)
    )`;
    const between = `dt between ${literal(first)} and ${literal(last)}`;
    const found = Number(
      await one(connection, `select count(distinct event_id) from ${from} where ${between}`),
    );
    if (found === 0)
      throw new Error(
        `${run} has no events of ${first} to ${last}: npm start -- --history ${FILLED_DAYS}d makes some.`,
      );
    const copies = Math.ceil(events / found);
    const own = IDENTITIES.map(
      (name) => `${name} || case copy when 0 then '' else '-' || copy end as ${name}`,
    );
    mkdirSync(into, { recursive: true });
    await connection.run(`copy (
      select * exclude (filename, copy) replace (${own.join(", ")}), 'all' as folder, minute(event_time) // ${60 / FILES_AN_HOUR} as part
      from ${from}, range(${copies}) as c(copy)
      where ${between}
    ) to ${literal(into)} (format parquet, compression snappy, partition_by (dt, hour, folder, part), overwrite_or_ignore)`);
    const written = parquetFiles(into);
    const all = await one(
      connection,
      `select count(*) from read_parquet(${literal(`${into}/**/*.parquet`)})`,
    );
    return { events: Number(all), files: written.length, first, last };
  } finally {
    instance.closeSync();
  }
}

async function one(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJS()[0]![0];
}

export const parquetFiles = (folder: string): { file: string; bytes: number }[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => ({ file: name, bytes: statSync(path.join(folder, name)).size }));
