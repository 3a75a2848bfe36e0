import type { DeclaredQuery, LocalQueries } from "../local/runtime/athena/types.ts";

const COUNT = "select count(*) from events_unique where is_bot";

/**
 * What a named query does not count: a sentence on the events of bots that it leaves out; undefined where it leaves none
 * out, or there are none. It takes a query of its own, of one column.
 */
export async function botsLeftOut(
  queries: Pick<LocalQueries, "list" | "run">,
  nameOrSql: string,
): Promise<string | undefined> {
  const query = queries.list().find(({ name }) => name === nameOrSql || name.endsWith(`_${nameOrSql}`));
  if (query === undefined || !leavesOutBots(query)) return undefined;
  const { rows } = await queries.run(COUNT);
  const events = Number(rows[0]?.[0] ?? 0);
  if (events === 0) return undefined;
  const what = events === 1 ? "1 event of a bot is" : `${events} events of bots are`;
  return `${what} left out of the whole archive; npm run query -- agents counts them.`;
}

const leavesOutBots = ({ sql }: DeclaredQuery): boolean =>
  /coalesce\((?:\w+\.)?is_bot, false\) = false|from purchases\b|join purchases\b/.test(sql);
