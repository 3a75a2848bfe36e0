import { daysAgo, STANDARD_DAYS } from "../../../shared/queries/parameters.ts";
import type { KeptResults, KeptRows } from "../runtime/athena/kept-results.ts";
import type { LocalQueries } from "../runtime/athena/types.ts";

export interface FigureSource {
  /**
   * Undefined where no query has the name. Throws a sentence when the query does not run.
   * @param source of the events; of all of them unless given
   */
  rows(name: string, source?: string): Promise<KeptRows | undefined>;
  /** A row a source of events in the days that queries have unless they are told others, the most frequent first. */
  sources(): Promise<KeptRows>;
}

const SOURCES_SQL = `select source, count(*) as events
from events_unique
where dt >= ${daysAgo(STANDARD_DAYS - 1)}
group by source
order by events desc, source
limit 200`;

/** The figures of the page are the rows of the named queries. */
export const figuresOf = (
  queries: Pick<LocalQueries, "list">,
  results: Pick<KeptResults, "rows">,
): FigureSource => ({
  async rows(name, source = "") {
    if (!queries.list().some((query) => query.name === name)) return undefined;
    return results.rows(name, source === "" ? {} : { source });
  },
  sources: () => results.rows(SOURCES_SQL),
});
