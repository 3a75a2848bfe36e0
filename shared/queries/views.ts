import type { GlueColumn } from "../columns/glue.ts";
import { eventsByPerson } from "./views/events-by-person.ts";
import { eventsUnique } from "./views/events-unique.ts";
import { persons } from "./views/persons.ts";
import { purchases } from "./views/purchases.ts";

/** A view over the archive. */
export interface ArchiveView {
  name: string;
  /** For Athena and DuckDB. Its first line is a comment that says in one sentence what it returns. */
  sql: string;
  columns: readonly GlueColumn[];
}

/** Every view, each behind those that it reads. */
export const archiveViews: readonly ArchiveView[] = [eventsUnique, persons, eventsByPerson, purchases];
