import type { StatementPorts } from "../../../functions/curate/statements.ts";
import type { LocalQueries } from "../../../scripts/local/runtime/athena/types.ts";

/** Told before and after each statement, and before progress is saved. */
export type StatementStep = (what: string) => Promise<void>;

/** Statements as the local Athena runs them, at once and as they are. */
export function localStatements(
  queries: () => LocalQueries,
  step: StatementStep,
  shown: (sql: string) => string = (sql) => sql,
): StatementPorts {
  const results = new Map<string, (string | null)[][]>();
  return {
    async start(sql) {
      await step(`before ${shown(sql)}`);
      const { rows } = await queries().run(sql);
      results.set(String(results.size), rows as string[][]);
      await step(`after ${shown(sql)}`);
      return String(results.size - 1);
    },
    async ended(id) {
      const rows = results.get(id);
      if (rows === undefined) throw new Error(`QueryExecution ${id} was not found`);
      return rows;
    },
  };
}
