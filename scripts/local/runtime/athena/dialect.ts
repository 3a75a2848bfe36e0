import type { DuckDBConnection } from "@duckdb/node-api";
import { spreadUnnest } from "./unnest.ts";

/** Trino functions that DuckDB lacks or spells otherwise, as macros. */
export const trinoMacros: readonly string[] = [
  "approx_distinct(x) AS approx_count_distinct(x)",
  "approx_percentile(x, p) AS approx_quantile(x, p)",
  "array_join(a, s) AS array_to_string(a, s)",
  "arbitrary_value(x) AS any_value(x)",
  // DuckDB's takes maps alone. One of the two is 0, and both are null for null.
  "cardinality(x) AS coalesce(json_array_length(to_json(x)), 0) + len(json_keys(to_json(x)))",
  "date_format(t, f) AS strftime(t, replace(replace(f, '%i', '%M'), '%s', '%S'))",
  "day_of_week(t) AS isodow(t)",
  "day_of_year(t) AS dayofyear(t)",
  "from_iso8601_timestamp(t) AS CAST(t AS TIMESTAMPTZ)",
  "from_unixtime(s) AS make_timestamp(CAST(s * 1000000 AS BIGINT))",
  "json_extract_scalar(j, p) AS json_extract_string(j, p)",
  "regexp_like(t, p) AS regexp_matches(t, p)",
  "to_unixtime(t) AS epoch(t)",
];

/** Makes a connection understand what Trino does, as far as settings and macros can. */
export async function speakTrino(connection: DuckDBConnection): Promise<void> {
  // Trino's timestamps have no zone and are UTC.
  await connection.run("SET TimeZone='UTC'");
  // 7 / 2 is 3 there.
  await connection.run("SET integer_division=true");
  for (const macro of trinoMacros) await connection.run(`CREATE OR REPLACE MACRO main.${macro}`);
}

/** SQL that is meant for Athena, as DuckDB understands it. */
export const inDuckDb = (sql: string): string => spreadUnnest(sql);
