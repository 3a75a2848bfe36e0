import { parametersIn } from "../../shared/queries/declared.ts";
import type { DeclaredQuery, LocalQueries } from "../local/runtime/athena/types.ts";

/** The query that counts what the others leave out. */
const AGENTS = "agents";

/**
 * What a named query does not count: a sentence on the events of bots that it leaves out; undefined where it leaves none
 * out, or there are none. It takes a query of its own, over the same period and source.
 * @param values of the parameters that the query was asked with
 */
export async function botsLeftOut(
  queries: Pick<LocalQueries, "list" | "run">,
  nameOrSql: string,
  values: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const named = (name: string) => queries.list().find((query) => query.name === name);
  const query = named(nameOrSql);
  const agents = named(AGENTS);
  if (query === undefined || agents === undefined || !leavesOutBots(query)) return undefined;
  const taken = new Set(parametersIn(agents.sql).map(({ name }) => name));
  const { columns, rows } = await queries.run(AGENTS, {
    values: Object.fromEntries(Object.entries(values).filter(([name]) => taken.has(name))),
  });
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const events = rows
    .filter((row) => row[at("left_out")] === true || row[at("left_out")] === "true")
    .reduce((sum, row) => sum + Number(row[at("events")]), 0);
  if (events === 0) return undefined;
  const what = events === 1 ? "1 event of a bot is" : `${events} events of bots are`;
  return `${what} left out; npm run query -- agents counts what sent them.`;
}

const leavesOutBots = ({ sql }: DeclaredQuery): boolean =>
  /coalesce\((?:\w+\.)?is_bot, false\) = false|from purchases\b|join purchases\b/.test(sql);
