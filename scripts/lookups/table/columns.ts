import { hint } from "../../../shared/mapping/nearest.ts";
import type { CustomTable } from "../../../shared/steps/table.ts";
import { UserError } from "../../user-error.ts";
import type { RowReport } from "../row-report.ts";
import type { TableRecord } from "./records.ts";

/**
 * Of the columns of a CSV file. Throws where the key is not there, or none of the values: the file is of another kind
 * than the table.
 */
export function checkColumns(table: CustomTable, path: string, { values }: TableRecord): void {
  const names = [...values.keys()];
  const has = (name: string) => values.has(name);
  const key = table.kind === "key" ? table.key : "network (or start and end)";
  const hasKey = table.kind === "key" ? has(table.key) : has("network") || (has("start") && has("end"));
  const wanted = `The table ${table.name} has ${[key, ...Object.keys(table.values)].join(", ")}`;
  if (!hasKey)
    throw new UserError(
      `${path} has no column ${key}${hint(key, names) || "."} ${wanted}, and the file ${names.join(", ")}.`,
    );
  if (!Object.keys(table.values).some(has))
    throw new UserError(
      `${path} has none of the values of its table. ${wanted}, and the file ${names.join(", ")}.`,
    );
}

/** Says once of each name that the table does not have. */
export function tellUnknown(
  table: CustomTable,
  { values, line }: TableRecord,
  seen: Set<string>,
  report: RowReport,
): void {
  const known = Object.keys(table.values);
  const keys = table.kind === "key" ? [table.key] : ["network", "start", "end"];
  for (const name of values.keys()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (known.includes(name) || keys.includes(name)) continue;
    report.note(`the table has no "${name}", which is passed over${hint(name, known)}`, line);
  }
}
