import type { ServiceHandler } from "../../aws/contract.ts";
import { AwsError } from "../../aws/index.ts";
import type { TableDefinition } from "../interpret/plan.ts";
import { serviceOf } from "../json-service.ts";
import type { Catalogue } from "./queries.ts";

/** Glue's catalogue, read-only. */
export function glueService(catalogue: Catalogue): ServiceHandler {
  const missing = (what: string): never => {
    throw new AwsError("EntityNotFoundException", `${what} not found.`);
  };
  const tablesOf = (database: unknown) => catalogue.tables.filter((table) => table.database === database);
  return serviceOf("Glue", {
    GetDatabases: () => ({ DatabaseList: catalogue.databases.map((Name) => ({ Name })) }),
    GetDatabase: ({ Name }) =>
      catalogue.databases.includes(String(Name)) ? { Database: { Name } } : missing(`Database ${Name}`),
    GetTables: ({ DatabaseName }) => ({ TableList: tablesOf(DatabaseName).map(glueTable) }),
    GetTable({ DatabaseName, Name }) {
      const table = tablesOf(DatabaseName).find((candidate) => candidate.name === Name);
      return table ? { Table: glueTable(table) } : missing(`Table ${Name}`);
    },
  });
}

function glueTable(table: TableDefinition) {
  const columns = (list: TableDefinition["columns"]) =>
    list.map(({ name, type }) => ({ Name: name, Type: type }));
  return {
    Name: table.name,
    DatabaseName: table.database,
    TableType: table.tableType,
    Parameters: table.parameters,
    PartitionKeys: columns(table.partitionKeys),
    StorageDescriptor: {
      Columns: columns(table.columns),
      Location: table.location,
      SerdeInfo: { SerializationLibrary: table.serde },
    },
  };
}
