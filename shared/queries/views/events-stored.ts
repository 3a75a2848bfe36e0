import type { GlueColumn } from "../../columns/glue.ts";
import { CURATED_TABLE } from "../../curated/statements.ts";
import type { ArchiveView } from "../archive-view.ts";

/**
 * Every row of the archive: of the files that land, and of the curated table that takes their events over. An event is
 * in one of them at any moment, and mostly in both until its file expires.
 * @param columns of the table, its partitions among them
 */
export function eventsStored(columns: readonly GlueColumn[]): ArchiveView {
  const names = columns.map(({ name }) => name).join(", ");
  return {
    name: "events_stored",
    columns,
    sql: `-- Every row that is stored, in files that landed or in the curated table: an event has several.
select
  ${columns.map(({ name }) => name).join(",\n  ")}
from (
  select ${names}
  from ${CURATED_TABLE}
  union all
  select ${names}
  from events
) as stored
`,
  };
}
