import type { Filled } from "./fill.ts";
import type { MeasuredQuery, QueryFigures } from "./measure.ts";

export interface ArchiveFigures {
  filled: Filled;
  /** Seconds that curate took for everything. */
  curatedIn: number;
  /** By query, then by period: of the files that landed alone, and with the curated tables. */
  queries: { query: string; days: number; before: QueryFigures; after: QueryFigures }[];
}

/** Both measures of each query and period side by side. Throws where they are not of the same ones. */
export function beside(
  before: readonly MeasuredQuery[],
  after: readonly MeasuredQuery[],
): ArchiveFigures["queries"] {
  return before.map(({ query, days, ...figures }, at) => {
    const { query: same, days: period, ...later } = after[at]!;
    if (same !== query || period !== days)
      throw new Error(`${query} of ${days} days stands beside ${same} of ${period} days.`);
    return { query, days, before: figures, after: later };
  });
}

export const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);

const columns = ({ files, bytes, seconds }: QueryFigures): string =>
  [String(files).padStart(8), mb(bytes).padStart(9), seconds.toFixed(2).padStart(8)].join(" ");

export function archiveTable({ filled, curatedIn, queries }: ArchiveFigures): string {
  const lines = queries.map(
    ({ query, days, before, after }) =>
      `${query.padEnd(18)} ${String(days).padStart(4)} ${columns(before)} ${columns(after)}`,
  );
  return `${filled.events} events, ${filled.files} files, ${mb(filled.bytes)} MB; curated in ${curatedIn.toFixed(0)} s

                        landed alone                with the curated tables
query              days    files        MB        s    files        MB        s
${lines.join("\n")}
`;
}
