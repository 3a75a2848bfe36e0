import { parametersIn } from "../../shared/queries/declared.ts";
import type { DeclaredQuery } from "../local/runtime/athena/types.ts";

/** Every query with what it returns, and on the line below its parameters with their defaults. */
export function listing(declared: readonly DeclaredQuery[]): string {
  const width = Math.max(...declared.map(({ name }) => name.length));
  return declared
    .map(({ name, description, sql }) => {
      const parameters = parametersIn(sql).map((each) => `--${each.name} (${inWords(each.standard)})`);
      const below = parameters.length === 0 ? "" : `${" ".repeat(width + 2)}${parameters.join(" ")}\n`;
      return `${name.padEnd(width)}  ${description}\n${below}`;
    })
    .join("");
}

/** A default as it stands in the SQL. */
function inWords(sql: string): string {
  const [, days] = /^date_format\(current_date - interval '(\d+)' day, '%Y-%m-%d'\)$/.exec(sql) ?? [];
  if (days !== undefined) return `${days} days ago`;
  if (sql === "date_format(current_date, '%Y-%m-%d')") return "today";
  return sql === "''" ? "all" : sql.replace(/^'(.*)'$/, "$1");
}

/** The same for programs. */
export const listed = (declared: readonly DeclaredQuery[]): object[] =>
  declared.map(({ name, description, sql }) => ({
    name,
    description,
    parameters: parametersIn(sql).map((each) => ({ name: each.name, standard: inWords(each.standard) })),
  }));
