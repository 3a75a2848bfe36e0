import { ITEM_BYTES } from "../../../../shared/limits.ts";
import type { DynamoItem, ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { checkItem } from "./attribute-value.ts";
import type { DynamoDb } from "./database.ts";
import { noCapacity, validationError } from "./errors.ts";
import { holds, parseCondition } from "./expression.ts";
import { itemOf, namedTable } from "./input.ts";
import { Placeholders } from "./placeholders.ts";

export function putItem(database: DynamoDb, call: ServiceCall) {
  const { input } = call;
  const condition = ["ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"];
  const table = namedTable(database, call, ["Item", ...condition]);
  const item = itemOf(input, "Item");
  const bytes = checkedSize(item);
  const key = table.keyOfItem(item);
  if (!table.takesWrite(() => bytes)) throw noCapacity();
  assertCondition(input, table.get(key) ?? {});
  table.put(key, JSON.stringify(item));
  database.taps.onDynamoWrite?.(table.name, [item]);
  return {};
}

export function getItem(database: DynamoDb, call: ServiceCall) {
  const table = namedTable(database, call, ["Key", "ConsistentRead"]);
  const requested = itemOf(call.input, "Key");
  checkItem(requested);
  const item = table.get(table.keyOfRequest(requested));
  return item === undefined ? {} : { Item: item };
}

/** @param present the item as it is, empty where there is none */
function assertCondition(input: ServiceCall["input"], present: DynamoItem): void {
  const placeholders = new Placeholders(input);
  const text = input.ConditionExpression;
  const condition =
    typeof text === "string" ? parseCondition(text, "ConditionExpression", placeholders) : undefined;
  placeholders.assertAllUsed();
  if (condition !== undefined && !holds(condition, present))
    throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
}

/** Checks an item and makes its numbers canonical. Returns its size in bytes. */
export function checkedSize(item: DynamoItem): number {
  const bytes = checkItem(item);
  if (bytes > ITEM_BYTES) throw validationError("Item size has exceeded the maximum allowed size");
  return bytes;
}
