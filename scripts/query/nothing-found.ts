import { asDeclared, bound, checkedValues, parametersIn } from "../../shared/queries/declared.ts";
import type { LocalQueries, QueryResult } from "../local/runtime/athena/types.ts";

/** By the rollup, which is small: every event is of somebody. */
const DAYS = "select min(dt) as since, max(dt) as until from persons_by_day";
const SOURCES = asDeclared(
  "select source, sum(events) as events from persons_by_day where dt between :since and :until group by source order by events desc, source",
);

/** Sources that are listed by name at most. */
const MAX_NAMED = 10;

type Asked = Pick<LocalQueries, "list" | "runBound">;

/**
 * Why a named query found nothing, as a sentence: the archive is empty, or has other days, or other sources. Undefined where
 * it found something, or there was nothing to be found.
 * @param values of the parameters that the query was asked with
 */
export async function whyNothing(
  queries: Asked,
  nameOrSql: string,
  values: Readonly<Record<string, string>>,
  result: Pick<QueryResult, "rows">,
): Promise<string | undefined> {
  const query = queries.list().find(({ name }) => name === nameOrSql);
  if (query === undefined || !result.rows.every(isNothing)) return undefined;
  if (!parametersIn(query.sql).some(({ name }) => name === "source")) return undefined;
  const { since, until } = values;
  const days = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const sources = await texts(queries, SOURCES, checkedValues(nameOrSql, SOURCES, days));
  if (sources.length === 0) return whichDays(queries);
  const names = sources.map(([source]) => source ?? "");
  if (values.source === undefined || values.source === "" || names.includes(values.source)) return undefined;
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
  return `No event of these days has the source ${values.source}. Their sources are ${names.slice(0, MAX_NAMED).join(", ")}${more}.`;
}

/** The steps of a funnel that no event of its days is called by, as a sentence; undefined where there are none. */
export function unknownSteps(
  nameOrSql: string,
  { steps = "" }: Readonly<Record<string, string>>,
  { columns, rows }: Pick<QueryResult, "columns" | "rows">,
): string | undefined {
  if (nameOrSql !== "funnel") return undefined;
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const nameless = rows.filter((row) => row[at("name")] === null);
  const names = nameless.map((row) => steps.split(",")[Number(row[at("step")]) - 1]?.trim());
  if (names.length === 0) return undefined;
  return `No event of these days is called ${names.join(" or ")}: npm run query -- --sql "select event_name, count(*) from events_unique group by 1" names them all.`;
}

/** Says of a named query that gave as many rows as its SQL does at most that there may be more; else undefined. */
export function limitReached(
  queries: Pick<LocalQueries, "list">,
  nameOrSql: string,
  { rows }: Pick<QueryResult, "rows">,
): string | undefined {
  const query = queries.list().find(({ name }) => name === nameOrSql);
  const [, limit] = /\blimit (\d+)\s*$/.exec(query?.sql ?? "") ?? [];
  if (limit === undefined || rows.length < Number(limit)) return undefined;
  return `${nameOrSql} gives ${limit} rows at most, and there may be more: ask for fewer days by --since and --until.`;
}

async function whichDays(queries: Asked): Promise<string> {
  const [[since, until] = []] = await texts(queries, DAYS, {});
  if (since === undefined || since === null) return "The archive has no events yet.";
  return `The archive has no events of these days: it has those of ${since} to ${until}.`;
}

/** A row of names and zeros, as that of a funnel's step. */
const isNothing = (row: readonly unknown[]): boolean =>
  row.slice(1).every((value) => typeof value !== "number" || value === 0);

async function texts(
  queries: Asked,
  declared: string,
  values: Readonly<Record<string, string>>,
): Promise<(string | null)[][]> {
  const { rows } = await queries.runBound(bound(declared, values));
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
}
