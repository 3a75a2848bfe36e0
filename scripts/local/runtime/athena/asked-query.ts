import { type BoundQuery, bound, checkedValues } from "../../../../shared/queries/declared.ts";
import type { DeclaredQuery } from "./types.ts";

/**
 * The declared query of a name with its values, or SQL that is typed in. Throws a sentence for a name that no query has
 * and for a value that it does not take.
 */
export function askedQuery(
  queries: readonly DeclaredQuery[],
  nameOrSql: string,
  values: Readonly<Record<string, string>>,
): BoundQuery & { database: string | undefined } {
  const declared = queryOf(queries, nameOrSql);
  if (!declared && /^[\w-]+$/.test(nameOrSql)) {
    const names = queries.map((query) => query.name).join(", ");
    throw new Error(`There is no query ${nameOrSql}. Declared are: ${names}.`);
  }
  const sql = declared?.sql ?? nameOrSql;
  return { ...bound(sql, checkedValues(nameOrSql, sql, values)), database: declared?.database };
}

/** By its name, or by the last part of it: a stack puts its own name before. */
const queryOf = (queries: readonly DeclaredQuery[], name: string): DeclaredQuery | undefined =>
  queries.find((query) => query.name === name) ??
  queries.find((query) => query.name.endsWith(`-${name}`) || query.name.endsWith(`_${name}`));
