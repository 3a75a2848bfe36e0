import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ArchiveView } from "../../shared/queries/archive-view.ts";
import { firstComment } from "../../shared/queries/named.ts";
import { viewsOver } from "../../shared/queries/views.ts";
import { curatedNames } from "./curated-names.ts";
import type { EventsTable } from "./events-table.ts";
import { prestoType } from "./presto-type.ts";

/** A view over the archive as Athena keeps it in the catalogue. */
class View extends Construct {
  readonly resource: GlueCatalogTable;

  /** @param reads the tables and views that Athena looks into when it first opens this one */
  constructor(
    scope: Construct,
    id: string,
    { name, sql, columns }: ArchiveView,
    events: EventsTable,
    reads: ITerraformDependable[],
  ) {
    super(scope, id);
    this.resource = new GlueCatalogTable(this, "view", {
      name,
      databaseName: events.databaseName,
      description: firstComment(sql),
      tableType: "VIRTUAL_VIEW",
      parameters: { presto_view: "true", comment: "Presto View" },
      viewOriginalText: `/* Presto View: ${definition(sql, columns, events.catalogName)} */`,
      viewExpandedText: "/* Presto View */",
      storageDescriptor: {
        columns: columns.map(({ name, type }) => ({ name, type })),
        // A view has none, and engines before the third refuse a table without one.
        serDeInfo: { name: "-", serializationLibrary: "-" },
      },
      dependsOn: reads,
    });
  }
}

/** Declares every view over the archive, each once those that it reads are there. */
export function declareViews(scope: Construct, events: EventsTable, curated: ITerraformDependable): void {
  const declared = new Map<string, ITerraformDependable>([
    ["events", events.resource],
    ...curatedNames.map((name) => [name, curated] as const),
  ]);
  for (const view of viewsOver(events.columns)) {
    const read = [...declared].filter(([name]) => mentions(view.sql, name)).map(([, resource]) => resource);
    const reads = [...new Set(read)];
    declared.set(view.name, new View(scope, constructId(view.name), view, events, reads).resource);
  }
}

/** The oldest view keeps the id that it is deployed with: under another, terraform would create it before it deletes it. */
const constructId = (name: string): string => (name === "events_unique" ? "unique" : name);

const mentions = (sql: string, name: string): boolean =>
  new RegExp(`\\b(?:from|join)\\s+${name}\\b`).test(sql);

/** A view's definition as JSON, in base64. */
function definition(sql: string, columns: ArchiveView["columns"], schema: string): string {
  const view = {
    originalSql: sql,
    catalog: "awsdatacatalog",
    schema,
    columns: columns.map(({ name, type }) => ({ name, type: prestoType(type) })),
  };
  return Buffer.from(JSON.stringify(view)).toString("base64");
}
