import { enrichedFields } from "../event/enriched.ts";
import type { ColumnType } from "../event/fields.ts";

/** A column as a Glue table declares it. */
export interface GlueColumn {
  name: string;
  type: string;
  comment: string;
}

/** The partitions of the table of events, in the order of their folders. */
export const eventPartitions: readonly GlueColumn[] = [
  { name: "dt", type: "string", comment: "Day of event_time, UTC" },
  { name: "hour", type: "int", comment: "Hour of event_time, UTC" },
];

/** The columns of an archived event, in the order of its fields; the schema is their only source. */
export function glueColumns(): GlueColumn[] {
  return Object.entries(enrichedFields).map(([name, field]) => {
    const { column, description } = field as unknown as { column: ColumnType; description: string };
    return { name, type: column, comment: description };
  });
}
