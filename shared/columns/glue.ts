import { enrichedFields } from "../event/enriched.ts";
import type { FieldRule, Fields } from "../event/kind.ts";

/** A column as a Glue table declares it. */
export interface GlueColumn {
  name: string;
  type: string;
  comment: string;
}

export type TableColumn = Pick<GlueColumn, "name" | "type">;

/** The partitions of the table of events, in the order of their folders. */
export const eventPartitions: readonly GlueColumn[] = [
  { name: "dt", type: "string", comment: "Day of event_time, UTC" },
  { name: "hour", type: "int", comment: "Hour of event_time, UTC" },
];

/** The columns of an archived event, in the order of its fields; the schema is their only source. */
export function glueColumns(fields: Fields = enrichedFields): GlueColumn[] {
  return Object.entries(fields).map(([name, field]) => {
    const { column, description } = field as FieldRule;
    return { name, type: column, comment: description };
  });
}
