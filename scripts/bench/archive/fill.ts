import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { utcDay } from "../../../shared/event/time.ts";
import { boundedDuckDb } from "../../local/runtime/athena/bounded-duckdb.ts";
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
  bytes: number;
  /** The first and the last day. */
  first: string;
  last: string;
}

/** The days that are filled, oldest first. @param now epoch ms */
export const filledDays = (now: number): string[] =>
  Array.from({ length: FILLED_DAYS }, (_, at) => utcDay(now - (FILLED_DAYS - at) * DAY_MS));

/**
 * Files as Firehose writes them, of the events of a run, each of them as often as it takes to be so many: every copy is of
 * people, sessions and orders of its own. A day at a time, so that memory holds no more than a day.
 * @param run folder of the run's events, below which dt=…/hour=… are
 * @param into the same of the archive that is filled
 */
export async function fillArchive(run: string, into: string, events: number, now: number): Promise<Filled> {
  const days = filledDays(now);
  const [first, last] = [days[0]!, days.at(-1)!];
  const instance = await boundedDuckDb();
  const connection = await instance.connect();
  try {
    const there = days.filter((day) => existsSync(path.join(run, `dt=${day}`)));
    let found = 0;
    for (const day of there)
      found += await counted(connection, `count(distinct event_id) from ${dayOf(run, day)}`);
    if (found === 0)
      throw new Error(
        `${run} has no events of ${first} to ${last}: npm start -- --history ${FILLED_DAYS}d makes some.`,
      );
    mkdirSync(into, { recursive: true });
    for (const day of there)
      await connection.run(copiesOf(dayOf(run, day), day, Math.ceil(events / found), into));
    const written = parquetFiles(into);
    const all = await counted(connection, `count(*) from read_parquet(${literal(`${into}/**/*.parquet`)})`);
    const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
    return { events: all, files: written.length, bytes, first, last };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The events of a day, by SQL. */
const dayOf = (run: string, day: string): string =>
  `read_parquet(${literal(`${run}/dt=${day}/**/*.parquet`)}, hive_partitioning = false, filename = true, union_by_name = true)`;

function copiesOf(from: string, day: string, copies: number, into: string): string {
  const own = IDENTITIES.map((name) => `${name} || case copy when 0 then '' else '-' || copy end as ${name}`);
  return `copy (
    select * exclude (filename, copy) replace (${own.join(", ")}),
      ${literal(day)} as dt, regexp_extract(filename, '/hour=([^/]+)/', 1) as hour,
      'all' as folder, minute(event_time) // ${60 / FILES_AN_HOUR} as part
    from ${from}, range(${copies}) as c(copy)
  ) to ${literal(into)} (format parquet, compression snappy, partition_by (dt, hour, folder, part), overwrite_or_ignore)`;
}

async function counted(connection: DuckDBConnection, selected: string): Promise<number> {
  return Number((await connection.runAndReadAll(`select ${selected}`)).getRowsJS()[0]![0]);
}

export const parquetFiles = (folder: string): { file: string; bytes: number }[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => ({ file: name, bytes: statSync(path.join(folder, name)).size }));
