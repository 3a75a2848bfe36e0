import type { GlueColumn } from "../../columns/glue.ts";
import { CURATED_TABLE } from "../../curated/statements.ts";
import type { ArchiveView } from "../archive-view.ts";

/** Rows of the files that land and of the curated table, as a query. */
export function storedEvents(names: readonly string[]): string {
  const list = names.join(", ");
  return `select
  ${names.join(",\n  ")}
from (
  select ${list}
  from ${CURATED_TABLE}
  union all
  select ${list}
  from events
) as stored`;
}

/**
 * Every row of the archive: of the files that land, and of the curated table that takes their events over. An event is
 * in one of them at any moment, and mostly in both until its file expires.
 * @param columns of the table, its partitions among them
 */
export const eventsStored = (columns: readonly GlueColumn[]): ArchiveView => ({
  name: "events_stored",
  columns,
  sql: `-- Every row that is stored, in files that landed or in the curated table: an event has several.
${storedEvents(columns.map(({ name }) => name))}
`,
});
