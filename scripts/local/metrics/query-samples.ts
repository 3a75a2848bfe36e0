import {
  type QueryMetric,
  type QueryMetricName,
  queryMetrics,
} from "../../../shared/observability/query-metrics.ts";
import type { LocalQueries, QueryResult } from "../runtime/athena/types.ts";

export type MetricSample = readonly [labels: Record<string, string>, value: number];

/** Results are kept for this long, ms, and for this many times as long as their query took. */
const KEPT_MS = 15_000;
const KEPT_TIMES = 20;

/**
 * Figures of the named queries, asked for again when they are old, so that a scrape costs a run a small share of a core
 * at most. A query that does not run gives what it gave before.
 */
export function querySamples(
  queries: Pick<LocalQueries, "list" | "run">,
  now: () => number,
): () => Promise<ReadonlyMap<QueryMetricName, MetricSample[]>> {
  const kept = new Map<string, { until: number; result: QueryResult }>();

  async function resultOf(name: string): Promise<QueryResult | undefined> {
    const before = kept.get(name);
    if (before && before.until > now()) return before.result;
    if (!queries.list().some((query) => query.name === name)) return undefined;
    // As before the first event: a table may have no files yet.
    const result = await queries.run(name).catch(() => before?.result);
    if (result)
      kept.set(name, { until: now() + Math.max(KEPT_MS, result.seconds * 1000 * KEPT_TIMES), result });
    return result;
  }

  return async () => {
    const samples = new Map<QueryMetricName, MetricSample[]>();
    for (const [name, metric] of Object.entries<QueryMetric>(queryMetrics)) {
      const result = await resultOf(metric.query);
      if (result) samples.set(name as QueryMetricName, samplesOf(metric, result));
    }
    return samples;
  };
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
  const taken = "day" in labels ? known.slice(-most) : known.slice(0, most);
  return taken.map((row) => [
    Object.fromEntries(columnOf.map(([label, column]) => [label, String(row[column] ?? "")])),
    Number(row[valueAt]),
  ]);
}
