import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query/index.js";
import { Construct } from "constructs";
import { firstComment, namedQueryFiles } from "../../shared/queries/named.ts";
import { viewsOver } from "../../shared/queries/views.ts";
import type { EventsTable } from "./events-table.ts";

interface QueriesProps {
  databaseName: string;
  workgroup: string;
  events: EventsTable;
}

/**
 * One named query for each file of shared/queries, with its parameters' defaults written out, and one for each view. The
 * first comment line of the SQL is its description.
 */
export class NamedQueries extends Construct {
  constructor(scope: Construct, id: string, { databaseName, workgroup, events }: QueriesProps) {
    super(scope, id);
    for (const { name, sql } of [...namedQueryFiles(), ...viewsOver(events.columns)])
      new AthenaNamedQuery(this, name, {
        name,
        description: firstComment(sql),
        database: databaseName,
        workgroup,
        query: sql,
      });
  }
}
