import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { eventsUnique } from "../../shared/queries/events-unique.ts";
import type { EventsTable } from "./events-table.ts";
import { prestoType } from "./presto-type.ts";

/**
 * The view `events_unique`: the archive with one row for each event. The named queries read this view, not the table.
 */
export class UniqueView extends Construct {
  constructor(scope: Construct, id: string, events: EventsTable) {
    super(scope, id);
    const name = "events_unique";
    new GlueCatalogTable(this, "view", {
      name,
      databaseName: events.databaseName,
      description: "One row an event, however often it was delivered",
      tableType: "VIRTUAL_VIEW",
      parameters: { presto_view: "true", comment: "Presto View" },
      viewOriginalText: `/* Presto View: ${prestoView(eventsUnique(events.columns), events)} */`,
      viewExpandedText: "/* Presto View */",
      storageDescriptor: { columns: events.columns.map(({ name, type }) => ({ name, type })) },
      // Athena reads the table when it first opens the view.
      dependsOn: [events.resource],
    });
  }
}

/** How Athena keeps a view in the catalogue: its definition as JSON, in base64. */
function prestoView(sql: string, { catalogName, columns }: EventsTable): string {
  const definition = {
    originalSql: sql,
    catalog: "awsdatacatalog",
    schema: catalogName,
    columns: columns.map(({ name, type }) => ({ name, type: prestoType(type) })),
  };
  return Buffer.from(JSON.stringify(definition)).toString("base64");
}
