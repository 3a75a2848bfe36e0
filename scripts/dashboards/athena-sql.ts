import { namedQueryFiles } from "../../shared/queries/named.ts";

/** A point of time of Athena's data source as the day in UTC that it is in: Grafana's own variables have the browser's day. */
const dayOf = (macro: "timeFrom" | "timeTo"): string => `date_format($__${macro}(), '%Y-%m-%d')`;

/** The days of the time range that is looked at. */
const range = { since: dayOf("timeFrom"), until: dayOf("timeTo") } as const;

/** Those days of a table or a view, so that only their files are read. */
export const DAYS_IN_RANGE = `dt between ${range.since} and ${range.until}`;

/** Events of the time range: by the day, and to the second. */
export const IN_RANGE = `${DAYS_IN_RANGE} and $__timeFilter(event_time)`;

/** A column of time by what is a point of a graph, as long as the time range makes it. */
export const BY_INTERVAL = (column: string): string => `$__timeGroup(${column}, '$__interval')`;

/** A day as text: Grafana takes a date for a point of time, which begins on the day before west of Greenwich. */
export const DAY = "cast(day as varchar) as day";

/** A parameter of a declared query with its default, as `asDeclared` writes them. */
const PERIOD = /\/\* :(since|until) \*\/ [\s\S]*? \/\* \1 \*\//g;

const queries = new Map(namedQueryFiles().map(({ name, sql }) => [name, sql]));

/** Columns of a named query over the time range: a figure of a panel is the figure of the query. */
export function named(name: string, columns: string, rest = ""): string {
  const sql = queries.get(name)!.trimEnd();
  const asked = sql.replace(PERIOD, (_text, parameter: "since" | "until") => range[parameter]);
  return `select ${columns}\nfrom (\n${asked}\n) as named\n${rest}`.trimEnd();
}
