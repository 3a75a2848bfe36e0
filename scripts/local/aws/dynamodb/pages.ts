import type { DynamoItem, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import type { DynamoDb } from "./database.ts";
import { invalidParameters, validationError } from "./errors.ts";
import { type ConditionTerm, meets, parseCondition } from "./expression.ts";
import { choiceOf, type DynamoInput, missing, namedTable } from "./input.ts";
import type { ItemKey } from "./items.ts";
import { Placeholders } from "./placeholders.ts";
import type { ItemTable } from "./table.ts";

/** "Query, DynamoDB API Reference": bytes that a page reads. */
const PAGE_BYTES = 1024 * 1024;

const PAGED = ["Limit", "ExclusiveStartKey", "Select", "ConsistentRead"];
const QUERIED = ["KeyConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"];

export function query(database: DynamoDb, call: ServiceCall) {
  const { input } = call;
  const table = namedTable(database, call, [...QUERIED, "ScanIndexForward", ...PAGED]);
  const { partition, sort } = keyCondition(input, table);
  const start = startKey(input, table);
  if (start !== undefined && start.partition !== partition)
    throw validationError(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  const items = table.query(partition, input.ScanIndexForward !== false, start?.sort);
  return page(sort === undefined ? items : those(items, sort), input, table);
}

export function scan(database: DynamoDb, call: ServiceCall) {
  const table = namedTable(database, call, PAGED);
  return page(table.scan(startKey(call.input, table)), call.input, table);
}

function* those(items: Iterable<DynamoItem>, sort: ConditionTerm): Iterable<DynamoItem> {
  for (const item of items) if (meets(sort, item)) yield item;
}

/** One partition in sortable form, and what is asked of the sort key. */
function keyCondition(
  input: DynamoInput,
  table: ItemTable,
): { partition: string; sort: ConditionTerm | undefined } {
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
    throw validationError("Query key condition not supported");
  if (sort?.operator.endsWith("exists")) throw validationError("Query key condition not supported");
  assertType(ofPartition, partitionKey.type);
  if (sort !== undefined) assertType(sort, sortKey!.type);
  return { partition: table.partitionOf(ofPartition.values[0]!), sort };
}

function assertType({ name, values }: ConditionTerm, type: string): void {
  if (values.every((value) => value[type] !== undefined)) return;
  throw invalidParameters(`Condition parameter type does not match schema type for key ${name}`);
}

function page(items: Iterable<DynamoItem>, input: DynamoInput, table: ItemTable) {
  const select = choiceOf(input, "Select", ["ALL_ATTRIBUTES", "COUNT"]);
  const limit = limitOf(input);
  const found: DynamoItem[] = [];
  let bytes = 0;
  let last: DynamoItem | undefined;
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

function limitOf(input: DynamoInput): number {
  const limit = input.Limit ?? Number.POSITIVE_INFINITY;
  if (typeof limit === "number" && limit >= 1) return limit;
  throw validationError(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
}

function startKey(input: DynamoInput, table: ItemTable): ItemKey | undefined {
  if (input.ExclusiveStartKey === undefined) return undefined;
  const key = input.ExclusiveStartKey as DynamoItem;
  checkItem(key);
  return table.keyOfRequest(key);
}
