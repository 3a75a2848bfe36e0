import { renamed } from "./renamed.ts";
import { spreadUnnest } from "./unnest.ts";

interface Example {
  /** What Trino has and DuckDB has not, or has otherwise. */
  what: string;
  /** An expression of Trino's SQL, or a whole query. */
  trino: string;
  /** What it gives there, and here by this row. */
  gives: unknown;
}

/** What DuckDB does with it: nothing of its own, but what a setting, a macro or another text makes of it. */
export type DialectRow = Example &
  (
    | { by: "setting"; setting: string }
    | { by: "macro"; macro: string }
    | { by: "rewrite"; rewrite(sql: string): string }
  );

/**
 * All that makes DuckDB speak Trino's SQL, a row each with an example that is tested. What none of these rows brings
 * over is in `holes`; what both take alike stands nowhere.
 */
export const dialect: readonly DialectRow[] = [
  {
    what: "Timestamps have no zone and are UTC",
    trino: "cast(from_iso8601_timestamp('2026-01-02T03:04:05+02:00') as varchar) like '2026-01-02 01:%'",
    gives: true,
    by: "setting",
    setting: "TimeZone='UTC'",
  },
  {
    what: "The division of whole numbers is whole",
    trino: "7 / 2",
    gives: 3,
    by: "setting",
    setting: "integer_division=true",
  },
  macro("approx_distinct", "approx_distinct(x) AS approx_count_distinct(x)", "approx_distinct('a')", 1),
  macro(
    "approx_percentile",
    "approx_percentile(x, p) AS approx_quantile(x, p)",
    "approx_percentile(2.0e0, 0.5)",
    2,
  ),
  macro("array_join", "array_join(a, s) AS array_to_string(a, s)", "array_join(array['a', 'b'], '-')", "a-b"),
  // DuckDB's takes maps alone. One of the two is 0, and both are null for null.
  macro(
    "cardinality of lists and maps",
    "cardinality(x) AS coalesce(json_array_length(to_json(x)), 0) + len(json_keys(to_json(x)))",
    "cardinality(array['a', 'b']) * 10 + cardinality(map(array['k'], array['v']))",
    21,
  ),
  macro(
    "date_add of a unit's name",
    "date_add(u, n, d) AS d + CAST(n || ' ' || u AS INTERVAL)",
    "cast(date_add('month', 1, date '2026-01-31') as date)",
    "2026-02-28",
  ),
  macro(
    "date_diff counts whole units, and not the boundaries between",
    "date_diff(u, a, b) AS date_sub(u, a, b)",
    "date_diff('hour', timestamp '2026-01-01 00:59:00', timestamp '2026-01-01 01:01:00')",
    0,
  ),
  macro(
    "date_format in MySQL's letters",
    "date_format(t, f) AS strftime(t, replace(replace(f, '%i', '%M'), '%s', '%S'))",
    "date_format(timestamp '2026-01-02 03:04:05', '%Y-%m-%d %H:%i:%s')",
    "2026-01-02 03:04:05",
  ),
  macro(
    "day_of_week from Monday, which is 1",
    "day_of_week(t) AS isodow(t)",
    "day_of_week(date '2026-01-04')",
    7,
  ),
  macro("day_of_year", "day_of_year(t) AS dayofyear(t)", "day_of_year(date '2026-02-01')", 32),
  // DuckDB's gives a list for a map.
  macro(
    "element_at of a map or a list, null where there is none",
    "element_at(x, k) AS x[k]",
    "element_at(map(array['k'], array['v']), 'k') || coalesce(element_at(map(array['k'], array['v']), 'x'), '-')",
    "v-",
  ),
  macro(
    "from_iso8601_timestamp",
    "from_iso8601_timestamp(t) AS CAST(t AS TIMESTAMPTZ)",
    "from_iso8601_timestamp('2026-01-02T03:04:05Z') > timestamp '2026-01-01 00:00:00'",
    true,
  ),
  macro(
    "from_unixtime of seconds",
    "from_unixtime(s) AS make_timestamp(CAST(CAST(s AS DOUBLE) * 1000000 AS BIGINT))",
    "cast(from_unixtime(86400) as date)",
    "1970-01-02",
  ),
  macro(
    "json_extract_scalar",
    "json_extract_scalar(j, p) AS json_extract_string(j, p)",
    "json_extract_scalar('{\"a\":\"b\"}', '$.a')",
    "b",
  ),
  macro(
    "regexp_like finds a part",
    "regexp_like(t, p) AS regexp_matches(t, p)",
    "regexp_like('xay', 'a')",
    true,
  ),
  macro("sequence", "sequence(a, b) AS generate_series(a, b)", "array_join(sequence(1, 3), ',')", "1,2,3"),
  macro("to_unixtime", "to_unixtime(t) AS epoch(t)", "to_unixtime(timestamp '1970-01-02 00:00:00')", 86_400),
  {
    what: "unnest of rows spreads them into columns",
    trino:
      "select i.b from (select array[cast(row(1, 'x') as row(a integer, b varchar))] as items) as t " +
      "cross join unnest(t.items) as i(a, b)",
    gives: "x",
    by: "rewrite",
    rewrite: spreadUnnest,
  },
  {
    what: "transform of a list",
    trino: "array_join(transform(array[1, 2], x -> x + 1), ',')",
    gives: "2,3",
    by: "rewrite",
    rewrite: renamed("transform", "list_transform"),
  },
];

/** What Athena runs and the local queries do not; an example each. They say so with DuckDB's own sentence. */
export const holes: readonly Pick<Example, "what" | "trino">[] = [
  {
    what: "FILTER on approx_distinct and approx_percentile",
    trino: "approx_distinct(1) filter (where true)",
  },
  {
    what: "lag and lead that ignore nulls outside of the brackets",
    trino: "lag(1) ignore nulls over (order by 1)",
  },
  { what: "reduce with its four arguments", trino: "reduce(array[1], 0, (s, x) -> s + x, s -> s)" },
  { what: "any_match and all_match", trino: "any_match(array[1], x -> x > 0)" },
  { what: "listagg", trino: "listagg('a', ',') within group (order by 1)" },
  { what: "json_parse", trino: "json_parse('{}')" },
  { what: "width_bucket", trino: "width_bucket(1.0, 0.0, 2.0, 4)" },
];

function macro(what: string, definition: string, trino: string, gives: unknown): DialectRow {
  return { what, trino, gives, by: "macro", macro: definition };
}
