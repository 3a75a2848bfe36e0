/**
 * Trino functions that DuckDB lacks or spells otherwise, as macros. The shipped queries keep to what both know;
 * these are for ad-hoc SQL that is meant for Athena.
 */
export const trinoMacros: readonly string[] = [
  "approx_distinct(x) AS approx_count_distinct(x)",
  "approx_percentile(x, p) AS approx_quantile(x, p)",
  "arbitrary_value(x) AS any_value(x)",
  "date_format(t, f) AS strftime(t, replace(replace(f, '%i', '%M'), '%s', '%S'))",
  "day_of_week(t) AS isodow(t)",
  "day_of_year(t) AS dayofyear(t)",
  "from_iso8601_timestamp(t) AS CAST(t AS TIMESTAMPTZ)",
  "from_unixtime(s) AS make_timestamp(CAST(s * 1000000 AS BIGINT))",
  "json_extract_scalar(j, p) AS json_extract_string(j, p)",
  "regexp_like(t, p) AS regexp_matches(t, p)",
  "to_unixtime(t) AS epoch(t)",
];
