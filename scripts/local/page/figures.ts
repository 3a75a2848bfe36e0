import { daysAgo, STANDARD_DAYS } from "../../../shared/queries/parameters.ts";
import type { LocalQueries, QueryResult } from "../runtime/athena/types.ts";

/** The rows of a named query, and when they were asked for (epoch ms). */
export interface FigureRows extends QueryResult {
  at: number;
}

export interface FigureSource {
  /**
   * Undefined where no query has the name. Throws a sentence when the query does not run.
   * @param source of the events; of all of them unless given
   */
  rows(name: string, source?: string): Promise<FigureRows | undefined>;
  /** A row a source of events in the days that queries have unless they are told others, the most frequent first. */
  sources(): Promise<FigureRows>;
}

const SOURCES_SQL = `select source, count(*) as events
from events_unique
where dt >= ${daysAgo(STANDARD_DAYS - 1)}
group by source
order by events desc, source
limit 200`;

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

  async function run(key: string, query: string, source: string): Promise<FigureRows> {
    const result = await queries.run(query, source === "" ? {} : { values: { source } });
    const at = now();
    const entry = kept.get(key);
    if (entry) entry.until = at + Math.max(KEPT_MS, result.seconds * 1000 * KEPT_TIMES);
    return { ...result, at };
  }

  function asked(query: string, source: string): Promise<FigureRows> {
    const key = JSON.stringify([query, source]);
    const before = kept.get(key);
    if (before && before.until > now()) return before.rows;
    // Whoever looks at one source after the other leaves nothing behind.
    for (const [other, { until }] of kept) if (until <= now()) kept.delete(other);
    // Until it is known how long it takes, everybody who asks waits for the same result.
    const rows = last.then(() => run(key, query, source));
    last = rows.catch(() => {});
    kept.set(key, { until: Number.POSITIVE_INFINITY, rows });
    rows.catch(() => kept.delete(key));
    return rows;
  }

  return {
    async rows(name, source = "") {
      return queries.list().some((query) => query.name === name) ? asked(name, source) : undefined;
    },
    sources: () => asked(SOURCES_SQL, ""),
  };
}
