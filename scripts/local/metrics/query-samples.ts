import {
  type QueryMetric,
  type QueryMetricName,
  queryMetrics,
} from "../../../shared/observability/query-metrics.ts";
import type { KeptResults } from "../runtime/athena/kept-results.ts";
import type { LocalQueries, QueryResult } from "../runtime/athena/types.ts";

export type MetricSample = readonly [labels: Record<string, string>, value: number];

/** Figures of the named queries as they were when they were last asked for; whoever scrapes does not wait for queries. */
export function presentSamples(
  queries: Pick<LocalQueries, "list">,
  results: Pick<KeptResults, "present">,
): ReadonlyMap<QueryMetricName, MetricSample[]> {
  const declared = new Set(queries.list().map(({ name }) => name));
  const samples = new Map<QueryMetricName, MetricSample[]>();
  for (const [name, metric] of Object.entries<QueryMetric>(queryMetrics)) {
    const result = declared.has(metric.query) ? results.present(metric.query) : undefined;
    if (result) samples.set(name as QueryMetricName, samplesOf(metric, result));
  }
  return samples;
}

export function samplesOf(
  { labels, value, rows: most }: QueryMetric,
  { columns, rows }: QueryResult,
): MetricSample[] {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const valueAt = at(value);
  const columnOf = Object.entries(labels).map(([label, column]) => [label, at(column)] as const);
  const known = rows.filter((row) => typeof row[valueAt] === "number");
  // Queries by day end with the latest, others begin with the largest.
  const taken = "day" in labels ? lastDays(known, most, at(labels.day)) : known.slice(0, most);
  return taken.map((row) => [
    Object.fromEntries(columnOf.map(([label, column]) => [label, String(row[column] ?? "")])),
    Number(row[valueAt]),
  ]);
}

/** The latest rows, as many as there may be, without a day of which some are left out: its sum would be too small. */
function lastDays(rows: readonly unknown[][], most: number, dayAt: number): unknown[][] {
  const cut = rows.at(-most - 1)?.[dayAt];
  return rows.slice(-most).filter((row) => cut === undefined || row[dayAt] !== cut);
}
