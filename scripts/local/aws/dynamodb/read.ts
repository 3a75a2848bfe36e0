import type { Item, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import { consumed, readUnits } from "./capacity.ts";
import type { DynamoDb } from "./database.ts";
import { validation } from "./errors.ts";
import { parseCondition } from "./expression/condition.ts";
import { holds } from "./expression/evaluate.ts";
import { Placeholders } from "./expression/placeholders.ts";
import { type Input, itemOf, oneOf, refuseIndex, tableOf } from "./input.ts";
import { type KeyCondition, keyCondition, withinSort } from "./key-condition.ts";
import { projection } from "./projection.ts";
import type { Key, Table } from "./table.ts";

/** "Query, DynamoDB API Reference": bytes that a page reads before its filter. */
const PAGE_BYTES = 1024 * 1024;

export function getItem(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  const requested = itemOf(input, "Key");
  checkItem(requested);
  const projected = projection(input);
  const item = table.get(table.keyOfRequest(requested));
  const units = readUnits(item === undefined ? 0 : checkItem(item), input);
  return { ...(item === undefined ? {} : { Item: projected(item) }), ...consumed(input, table, units) };
}

export function query(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  refuseIndex(input);
  const placeholders = new Placeholders(input);
  const condition = keyCondition(input, table, placeholders);
  const forward = input.ScanIndexForward !== false;
  const start = startKey(input, table);
  if (start !== undefined && start.partition !== condition.partition) {
    throw validation("The provided starting key is outside query boundaries based on provided conditions");
  }
  const items = inRange(table.query(condition.partition, forward, start?.sort), condition, forward, table);
  return page(items, input, table, placeholders);
}

export function scan(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  refuseIndex(input);
  const { Segment = 0, TotalSegments = 1 } = input as { Segment?: number; TotalSegments?: number };
  if (Segment >= TotalSegments) {
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
  return page(
    table.scan(startKey(input, table), Segment, TotalSegments),
    input,
    table,
    new Placeholders(input),
  );
}

function* inRange(items: Iterable<Item>, condition: KeyCondition, forward: boolean, table: Table) {
  const name = table.definition.sortKey?.name;
  for (const item of items) {
    const place = name === undefined ? "within" : withinSort(condition, item[name]!);
    if (place === "within") yield item;
    // Items come sorted: once past the range there is nothing more.
    else if (place === (forward ? "after" : "before")) return;
  }
}

function page(items: Iterable<Item>, input: Input, table: Table, placeholders: Placeholders) {
  const filter = filterOf(input, placeholders);
  const select = oneOf(input, "Select", ["ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"]);
  const projected = projection(input, placeholders);
  const limit = limitOf(input);
  const found: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let last: Item | undefined;
  for (const item of items) {
    last = item;
    scanned++;
    bytes += checkItem(item);
    if (filter(item)) found.push(item);
    if (scanned === limit || bytes > PAGE_BYTES) break;
    last = undefined;
  }
  return {
    Count: found.length,
    ScannedCount: scanned,
    ...(select === "COUNT" ? {} : { Items: found.map(projected) }),
    ...(last === undefined ? {} : { LastEvaluatedKey: pickKey(last, table) }),
    ...consumed(input, table, readUnits(bytes, input)),
  };
}

function filterOf(input: Input, placeholders: Placeholders): (item: Item) => boolean {
  const text = input.FilterExpression;
  if (typeof text !== "string") return () => true;
  const condition = parseCondition(text, "FilterExpression", placeholders);
  return (item) => holds(condition, item);
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

function pickKey(item: Item, table: Table): Item {
  return Object.fromEntries(table.keyNames.map((name) => [name, item[name]!]));
}
