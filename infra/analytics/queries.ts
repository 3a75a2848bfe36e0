import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query/index.js";
import { Construct } from "constructs";
import { viewsOver } from "../../shared/queries/views.ts";
import type { EventsTable } from "./events-table.ts";

const directory = path.resolve(import.meta.dirname, "../../shared/queries");

interface QueriesProps {
  databaseName: string;
  workgroup: string;
  events: EventsTable;
}

/**
 * One named query for each file of shared/queries, and one for each view. The first comment line of the SQL is its
 * description.
 */
export class NamedQueries extends Construct {
  constructor(scope: Construct, id: string, { databaseName, workgroup, events }: QueriesProps) {
    super(scope, id);
    for (const { name, sql } of [...sqlFiles(), ...viewsOver(events.columns)])
      new AthenaNamedQuery(this, name, {
        name,
        description: firstComment(sql),
        database: databaseName,
        workgroup,
        query: sql,
      });
  }
}

function sqlFiles(): { name: string; sql: string }[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => path.basename(file, ".sql"))
    .map((name) => ({ name, sql: readFileSync(path.join(directory, `${name}.sql`), "utf8") }));
}

/** What a query or a view returns, in a sentence that Athena shows. */
export const firstComment = (sql: string) => /^--\s*(.+)$/m.exec(sql)?.[1]?.slice(0, 1024);
