import { customSteps } from "../../../shared/custom/index.ts";
import { hint } from "../../../shared/mapping/nearest.ts";
import { tablesOf } from "../../../shared/steps/in-force.ts";
import type { CustomTable } from "../../../shared/steps/table.ts";
import { UsageError } from "../../user-error.ts";

/** A table of one's own, and the file that has its rows. */
export interface TableFile {
  table: CustomTable;
  path: string;
}

const tables = tablesOf(customSteps);

/** Throws `UsageError` that names the tables there are. */
export function tableNamed(name: string): CustomTable {
  const table = tables.find((each) => each.name === name);
  if (table !== undefined) return table;
  const names = tables.map((each) => each.name);
  const there = names.length === 0 ? "declare no table" : `declare ${names.join(", ")}`;
  throw new UsageError(
    `There is no table "${name}": the steps of shared/custom/index.ts ${there}${hint(name, names) || "."}`,
  );
}

/** What a table says and which columns it has, two lines each, for a person. */
export const tableLines: readonly string[] = tables.flatMap((table) => {
  const key = table.kind === "key" ? table.key : "network";
  const columns = [key, ...Object.keys(table.values)].join(", ");
  return [`${table.name.padEnd(20)} ${table.description}, by the columns`, `${"".padEnd(20)} ${columns}`];
});
