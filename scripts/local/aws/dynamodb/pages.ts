import type { Item, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import type { DynamoDb } from "./database.ts";
import { invalidParameters, validation } from "./errors.ts";
import { meets, parseCondition, type Term } from "./expression.ts";
import { type Input, missing, oneOf, tableOf } from "./input.ts";
import type { Key } from "./items.ts";
import { Placeholders } from "./placeholders.ts";
import type { Table } from "./table.ts";

/** "Query, DynamoDB API Reference": bytes that a page reads. */
const PAGE_BYTES = 1024 * 1024;

const PAGED = ["Limit", "ExclusiveStartKey", "Select", "ConsistentRead"];
const QUERIED = ["KeyConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"];

export function query(database: DynamoDb, call: ServiceCall) {
  const { input } = call;
  const table = tableOf(database, call, [...QUERIED, "ScanIndexForward", ...PAGED]);
  const { partition, sort } = keyCondition(input, table);
  const start = startKey(input, table);
  if (start !== undefined && start.partition !== partition)
    throw validation("The provided starting key is outside query boundaries based on provided conditions");
  const items = table.query(partition, input.ScanIndexForward !== false, start?.sort);
  return page(sort === undefined ? items : those(items, sort), input, table);
}

export function scan(database: DynamoDb, call: ServiceCall) {
  const table = tableOf(database, call, PAGED);
  return page(table.scan(startKey(call.input, table)), call.input, table);
}

function* those(items: Iterable<Item>, sort: Term): Iterable<Item> {
  for (const item of items) if (meets(sort, item)) yield item;
}

/** One partition in sortable form, and what is asked of the sort key. */
function keyCondition(input: Input, table: Table): { partition: string; sort: Term | undefined } {
  const text = input.KeyConditionExpression;
  if (typeof text !== "string") throw missing("keyConditionExpression");
  const placeholders = new Placeholders(input);
  const [terms, ...others] = parseCondition(text, "KeyConditionExpression", placeholders);
  placeholders.assertAllUsed();
  const { partitionKey, sortKey } = table.definition;
  const ofPartition = terms!.find(({ name }) => name === partitionKey.name);
  const sort = terms!.find(({ name }) => name === sortKey?.name);
  const expected = sort === undefined ? 1 : 2;
  if (others.length > 0 || ofPartition?.operator !== "=" || terms!.length !== expected)
    throw validation("Query key condition not supported");
  if (sort?.operator.endsWith("exists")) throw validation("Query key condition not supported");
  assertType(ofPartition, partitionKey.type);
  if (sort !== undefined) assertType(sort, sortKey!.type);
  return { partition: table.partitionOf(ofPartition.values[0]!), sort };
}

function assertType({ name, values }: Term, type: string): void {
  if (values.every((value) => value[type] !== undefined)) return;
  throw invalidParameters(`Condition parameter type does not match schema type for key ${name}`);
}

function page(items: Iterable<Item>, input: Input, table: Table) {
  const select = oneOf(input, "Select", ["ALL_ATTRIBUTES", "COUNT"]);
  const limit = limitOf(input);
  const found: Item[] = [];
  let bytes = 0;
  let last: Item | undefined;
  for (const item of items) {
    found.push(item);
    bytes += checkItem(item);
    last = found.length === limit || bytes > PAGE_BYTES ? item : undefined;
    if (last !== undefined) break;
  }
  return {
    Count: found.length,
    ScannedCount: found.length,
    ...(select === "COUNT" ? {} : { Items: found }),
    ...(last === undefined ? {} : { LastEvaluatedKey: table.keyAttributes(last) }),
  };
}

function limitOf(input: Input): number {
  const limit = input.Limit ?? Number.POSITIVE_INFINITY;
  if (typeof limit === "number" && limit >= 1) return limit;
  throw validation(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
}

function startKey(input: Input, table: Table): Key | undefined {
  if (input.ExclusiveStartKey === undefined) return undefined;
  const key = input.ExclusiveStartKey as Item;
  checkItem(key);
  return table.keyOfRequest(key);
}
