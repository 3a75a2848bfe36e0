import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../shared/queries");

/** The days of the time range that is looked at, as Grafana fills it in. */
const SINCE = "'${__from:date:YYYY-MM-DD}'";
const UNTIL = "'${__to:date:YYYY-MM-DD}'";

/** Events of the time range: by the day, so that only its files are read, and to the second. */
export const IN_RANGE = `dt between ${SINCE} and ${UNTIL} and $__timeFilter(event_time)`;

/** A named query's columns, as the file has it: a figure of a panel is the figure of the query. */
export function named(name: string, columns: string, rest = ""): string {
  const sql = readFileSync(path.join(folder, `${name}.sql`), "utf8").trimEnd();
  return `select ${columns}\nfrom (\n${sql}\n) as named\n${rest}`.trimEnd();
}
