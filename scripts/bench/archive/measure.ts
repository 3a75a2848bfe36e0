import type { DuckDBConnection } from "@duckdb/node-api";
import { bound } from "../../../shared/queries/declared.ts";
import { namedQueryFiles } from "../../../shared/queries/named.ts";
import { boundedDuckDb } from "../../local/runtime/athena/bounded-duckdb.ts";
import { literal } from "../../local/runtime/athena/hive-type.ts";
import type { LocalQueries } from "../../local/runtime/athena/types.ts";
import { FILLED_DAYS } from "./fill.ts";
import { type ReadFigures, readByPlan } from "./read.ts";

/** The queries that are measured. */
export const MEASURED = ["funnel", "sessions", "retention_cohorts", "top_pages", "products"];

export type QueryFigures = ReadFigures & { seconds: number };

export interface MeasuredQuery extends QueryFigures {
  query: string;
  days: number;
}

/**
 * What the queries read, and how long they take, for the last day and for all days.
 * @param folder of the archive's bucket
 */
export async function measured(
  queries: LocalQueries,
  folder: string,
  { first, last }: { first: string; last: string },
  say: (line: string) => void = () => {},
): Promise<MeasuredQuery[]> {
  const instance = await boundedDuckDb();
  try {
    const footers = await footersOf(await instance.connect(), folder);
    const all: MeasuredQuery[] = [];
    for (const query of MEASURED)
      for (const [days, since] of [
        [1, last],
        [FILLED_DAYS, first],
      ] as const) {
        const figures = await measuredQuery(queries, footers, query, { since, until: last });
        say(`${query}, ${days === 1 ? "a day" : `${days} days`}: ${figures.seconds.toFixed(2)} s`);
        all.push({ query, days, ...figures });
      }
    return all;
  } finally {
    instance.closeSync();
  }
}

async function footersOf(connection: DuckDBConnection, folder: string): Promise<DuckDBConnection> {
  await connection.run(
    `create table footers as select file_name, path_in_schema, total_compressed_size from parquet_metadata(${literal(`${folder}/**/*.parquet`)})`,
  );
  return connection;
}

async function measuredQuery(
  queries: LocalQueries,
  footers: DuckDBConnection,
  name: string,
  period: { since: string; until: string },
): Promise<QueryFigures> {
  const { sql } = namedQueryFiles().find((query) => query.name === name)!;
  const asked = bound(sql, period);
  const { rows } = await queries.runBound({ ...asked, sql: `explain (analyze, format json) ${asked.sql}` });
  const plan = rows.map((row) => String(row.at(-1))).join("\n");
  const { seconds } = await queries.runBound(asked);
  return { ...(await readByPlan(footers, plan)), seconds };
}
