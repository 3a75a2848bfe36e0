import {
  type QueryMetric,
  type QueryMetricName,
  queryMetrics,
} from "../../../shared/observability/query-metrics.ts";
import type { LocalQueries, QueryResult } from "../runtime/athena/types.ts";

export type MetricSample = readonly [labels: Record<string, string>, value: number];

/** Results are kept for this long, ms, and for this many times as long as their query took. */
const KEPT_MS = 15_000;
const KEPT_TIMES = 10;

/** Figures of the named queries as they were when they were last asked for. */
export interface QuerySamples {
  /** Asks again what is old, in the background: whoever scrapes does not wait for queries. */
  present(): ReadonlyMap<QueryMetricName, MetricSample[]>;
  /** Resolves once what is asked for is there. */
  settled(): Promise<void>;
}

/** A scrape costs a run a small share of a core at most. A query that does not run gives what it gave before. */
export function querySamples(queries: Pick<LocalQueries, "list" | "run">, now: () => number): QuerySamples {
  const kept = new Map<string, { until: number; result: QueryResult }>();
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const declared = new Set(queries.list().map(({ name }) => name));
    for (const name of new Set(Object.values<QueryMetric>(queryMetrics).map(({ query }) => query))) {
      const before = kept.get(name);
      if (!declared.has(name) || (before && before.until > now())) continue;
      const begun = now();
      // As before the first event: a table may have no files yet. And at the end of a run, nobody is asked any more.
      const result = await queries.run(name).catch(() => before?.result);
      const pause = Math.max(KEPT_MS, (now() - begun) * KEPT_TIMES);
      if (result) kept.set(name, { until: now() + pause, result });
    }
  }

  return {
    present() {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      const samples = new Map<QueryMetricName, MetricSample[]>();
      for (const [name, metric] of Object.entries<QueryMetric>(queryMetrics)) {
        const result = kept.get(metric.query)?.result;
        if (result) samples.set(name as QueryMetricName, samplesOf(metric, result));
      }
      return samples;
    },
    settled: async () => asking,
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
