import type { ServiceCall } from "../contract.ts";
import type { DynamoDb } from "./database.ts";
import { assertOffered, namedTable } from "./input.ts";

export function describeTable(database: DynamoDb, call: ServiceCall) {
  const table = namedTable(database, call, []);
  const { partitionKey, sortKey, writeUnits } = table.definition;
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return {
    Table: {
      TableName: table.name,
      TableArn: table.arn,
      TableStatus: "ACTIVE",
      CreationDateTime: table.createdAt / 1000,
      ItemCount: table.count,
      TableSizeBytes: table.bytes,
      BillingModeSummary: { BillingMode: writeUnits === undefined ? "PAY_PER_REQUEST" : "PROVISIONED" },
      ProvisionedThroughput: {
        ReadCapacityUnits: 0,
        WriteCapacityUnits: writeUnits ?? 0,
        NumberOfDecreasesToday: 0,
      },
      KeySchema: keys.map(({ name }, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? "HASH" : "RANGE",
      })),
      AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    },
  };
}

export function describeTimeToLive(database: DynamoDb, call: ServiceCall) {
  const { ttlAttribute } = namedTable(database, call, []).definition;
  const enabled = { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute };
  return { TimeToLiveDescription: ttlAttribute === undefined ? { TimeToLiveStatus: "DISABLED" } : enabled };
}

export function listTables(database: DynamoDb, call: ServiceCall) {
  assertOffered(call, []);
  return { TableNames: database.tables.map(({ name }) => name) };
}
