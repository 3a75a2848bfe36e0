import type { LocalQueries, QueryResult } from "../runtime/athena/types.ts";

/** The rows of a named query, and when they were asked for (epoch ms). */
export interface FigureRows extends QueryResult {
  at: number;
}

export interface FigureSource {
  /** Undefined where no query has the name. Throws a sentence when the query does not run. */
  rows(name: string): Promise<FigureRows | undefined>;
}

/**
 * A result is kept for this long, ms, and at least for this many times as long as its query took: so the page never costs
 * a run more than a share of a core.
 */
const KEPT_MS = 10_000;
const KEPT_TIMES = 20;

/** The figures of the page are the rows of the named queries, asked for again when they are old. */
export function figuresOf(
  queries: Pick<LocalQueries, "list" | "run">,
  now: () => number = Date.now,
): FigureSource {
  /** One after the other, so that what somebody asks for beside them does not wait for all. */
  let last: Promise<unknown> = Promise.resolve();
  const kept = new Map<string, { until: number; rows: Promise<FigureRows> }>();

  async function run(name: string): Promise<FigureRows> {
    const result = await queries.run(name);
    const at = now();
    const entry = kept.get(name);
    if (entry) entry.until = at + Math.max(KEPT_MS, result.seconds * 1000 * KEPT_TIMES);
    return { ...result, at };
  }

  return {
    async rows(name) {
      if (!queries.list().some((query) => query.name === name)) return undefined;
      const before = kept.get(name);
      if (before && before.until > now()) return before.rows;
      // Until it is known how long it takes, everybody who asks waits for the same result.
      const rows = last.then(() => run(name));
      last = rows.catch(() => {});
      kept.set(name, { until: Number.POSITIVE_INFINITY, rows });
      rows.catch(() => kept.delete(name));
      return rows;
    },
  };
}
