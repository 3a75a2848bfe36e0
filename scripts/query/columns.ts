import { failedEventColumns } from "../../shared/columns/failed-events.ts";
import { type GlueColumn, glueColumns } from "../../shared/columns/glue.ts";
import { customSteps } from "../../shared/custom/index.ts";
import { hint } from "../../shared/mapping/nearest.ts";
import { archiveViews } from "../../shared/queries/views.ts";
import { rollups } from "../../shared/rollups/rollups.ts";
import { predictionColumns } from "../../shared/scoring/archived.ts";
import type { CustomStep } from "../../shared/steps/custom-step.ts";
import { oneLine } from "../terminal.ts";
import { UsageError } from "../user-error.ts";

const text = (name: string, comment: string): GlueColumn => ({ name, type: "string", comment });

/** Views and tables that SQL may ask, with their columns. */
const described: ReadonlyMap<string, readonly GlueColumn[]> = new Map([
  ...archiveViews.map(({ name, columns }) => [name, columns] as const),
  ...rollups.map(({ name, columns }) => [name, columns] as const),
  [
    "failed_events",
    [
      text("dt", "Day of failed_at, UTC"),
      text("stage", "Where it failed"),
      text("reason", "Why it failed"),
      ...failedEventColumns,
    ],
  ],
  ["predictions", [text("dt", "Day of event_time, UTC"), ...predictionColumns]],
]);

/**
 * The columns of a view or a table, and where it has those of events those of steps of one's own, too.
 * Throws a `UsageError` for a name that is none.
 */
export function columnsOf(name: string, steps: readonly CustomStep[] = customSteps): readonly GlueColumn[] {
  const columns = described.get(name);
  if (columns === undefined) {
    const names = [...described.keys()];
    throw new UsageError(`--columns ${name}: expected one of ${names.join(", ")}${hint(name, names) || "."}`);
  }
  const hasAll = columns.some((column) => column.name === "enrichment_status");
  return hasAll ? [...columns, ...steps.flatMap(ofStep)] : columns;
}

const ofStep = ({ name, fields }: CustomStep): GlueColumn[] =>
  glueColumns(fields).map((column) => ({
    ...column,
    comment: `${column.comment} (where the step ${name} is in force)`,
  }));

const LONGEST_TYPE = 22;

/** A line a column: its name, its type and what it holds. */
export function columnTable(columns: readonly GlueColumn[]): string {
  const width = Math.max(...columns.map(({ name }) => name.length));
  return columns
    .map(({ name, type, comment }) => {
      const short = type.length > LONGEST_TYPE ? `${type.slice(0, type.indexOf("<"))}<…>` : type;
      return `${name.padEnd(width)}  ${short.padEnd(LONGEST_TYPE)}  ${oneLine(comment)}\n`;
    })
    .join("");
}
