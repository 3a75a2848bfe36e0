import type { ServiceCall, TableDefinition } from "../contract.ts";
import type { DynamoDb } from "./database.ts";
import { invalidParameters, validation } from "./errors.ts";
import { type Input, missing, tableOf } from "./input.ts";
import type { Table } from "./table.ts";

type KeyType = "S" | "N" | "B";

export function createTable(database: DynamoDb, { input }: ServiceCall) {
  if (typeof input.TableName !== "string") throw missing("tableName");
  for (const name of ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"]) {
    if (Array.isArray(input[name]) && input[name].length > 0) {
      throw validation(
        `The local DynamoDB has no secondary indexes: ${name} of ${input.TableName} cannot be created.`,
      );
    }
  }
  return { TableDescription: description(database.createTable(definitionOf(input.TableName, input))) };
}

export function deleteTable(database: DynamoDb, { input }: ServiceCall) {
  const table = database.deleteTable(tableOf(database, input).name);
  return { TableDescription: { ...description(table), TableStatus: "DELETING" } };
}

export function describeTable(database: DynamoDb, { input }: ServiceCall) {
  return { Table: description(tableOf(database, input)) };
}

export function listTables(database: DynamoDb, { input }: ServiceCall) {
  const limit = typeof input.Limit === "number" ? input.Limit : 100;
  const start = typeof input.ExclusiveStartTableName === "string" ? input.ExclusiveStartTableName : "";
  const names = database.tables.map((table) => table.name).filter((name) => name > start);
  const more = names.length > limit ? { LastEvaluatedTableName: names[limit - 1] } : {};
  return { TableNames: names.slice(0, limit), ...more };
}

export function updateTimeToLive(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  const specification = (input.TimeToLiveSpecification ?? {}) as {
    AttributeName?: string;
    Enabled?: boolean;
  };
  if (specification.AttributeName === undefined) throw missing("timeToLiveSpecification.attributeName");
  if ((table.ttlAttribute !== undefined) === specification.Enabled) {
    throw validation(`TimeToLive is already ${specification.Enabled ? "enabled" : "disabled"}`);
  }
  table.ttlAttribute = specification.Enabled ? specification.AttributeName : undefined;
  return { TimeToLiveSpecification: specification };
}

export function describeTimeToLive(database: DynamoDb, { input }: ServiceCall) {
  const { ttlAttribute } = tableOf(database, input);
  const enabled = { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute };
  return { TimeToLiveDescription: ttlAttribute === undefined ? { TimeToLiveStatus: "DISABLED" } : enabled };
}

function definitionOf(name: string, input: Input): TableDefinition {
  const schema = (input.KeySchema ?? []) as { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
  const attributes = (input.AttributeDefinitions ?? []) as {
    AttributeName: string;
    AttributeType: KeyType;
  }[];
  const keys = schema.map(({ AttributeName, KeyType }) => {
    const type = attributes.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType;
    if (type === undefined) throw undefinedKeys(schema, attributes);
    return { name: AttributeName, type, KeyType };
  });
  const [partitionKey, sortKey] = keys;
  if (
    partitionKey?.KeyType !== "HASH" ||
    keys.length > 2 ||
    (sortKey !== undefined && sortKey.KeyType !== "RANGE")
  ) {
    throw validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (attributes.length !== keys.length) {
    throw invalidParameters(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  return { name, partitionKey, ...(sortKey === undefined ? {} : { sortKey }) };
}

function undefinedKeys(schema: { AttributeName: string }[], attributes: { AttributeName: string }[]) {
  const names = (list: { AttributeName: string }[]) =>
    `[${list.map(({ AttributeName }) => AttributeName).join(", ")}]`;
  return invalidParameters(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: ${names(schema)}, AttributeDefinitions: ${names(attributes)}`,
  );
}

function description(table: Table) {
  const { partitionKey, sortKey } = table.definition;
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableStatus: "ACTIVE",
    CreationDateTime: table.createdAt / 1000,
    ItemCount: table.count,
    TableSizeBytes: table.bytes,
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    KeySchema: keys.map(({ name }, index) => ({
      AttributeName: name,
      KeyType: index === 0 ? "HASH" : "RANGE",
    })),
    AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  };
}
