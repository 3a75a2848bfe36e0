import { eventPartitions, type GlueColumn, glueColumns } from "../columns/glue.ts";
import type { ArchiveView } from "./archive-view.ts";
import { eventsByPerson } from "./views/events-by-person.ts";
import { eventsStored } from "./views/events-stored.ts";
import { eventsUnique } from "./views/events-unique.ts";
import { persons } from "./views/persons.ts";
import { purchases } from "./views/purchases.ts";

/**
 * Every view, each behind those that it reads.
 * @param columns of the table of events, its partitions among them
 */
export function viewsOver(columns: readonly GlueColumn[]): readonly ArchiveView[] {
  const unique = eventsUnique(columns);
  const byPerson = eventsByPerson(unique.columns);
  return [eventsStored(columns), unique, persons, byPerson, purchases(byPerson.columns)];
}

/** Those of a table without steps of one's own. */
export const archiveViews = viewsOver([...glueColumns(), ...eventPartitions]);
