import { ITEM_BYTES } from "../../../../shared/limits.ts";
import type { Item, ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { checkItem } from "./attribute-value.ts";
import { consumed, writeUnits } from "./capacity.ts";
import type { DynamoDb } from "./database.ts";
import { invalidParameters, validation } from "./errors.ts";
import { applyUpdates } from "./expression/apply.ts";
import { parseCondition } from "./expression/condition.ts";
import { holds } from "./expression/evaluate.ts";
import { project } from "./expression/path.ts";
import { Placeholders } from "./expression/placeholders.ts";
import { parseUpdate, type Update } from "./expression/update.ts";
import { type Input, itemOf, oneOf, tableOf } from "./input.ts";
import type { Table } from "./table.ts";

export function putItem(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  const returned = oneOf(input, "ReturnValues", ["NONE", "ALL_OLD"]);
  const item = itemOf(input, "Item");
  const bytes = checkedSize(item);
  const key = table.keyOfItem(item);
  const before = conditioned(table.get(key), input, new Placeholders(input));
  table.put(key, JSON.stringify(item));
  database.taps.onDynamoWrite?.(table.name, [item]);
  return {
    ...attributes(returned === "ALL_OLD" ? before : undefined),
    ...consumed(input, table, writeUnits(bytes)),
  };
}

export function deleteItem(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  const returned = oneOf(input, "ReturnValues", ["NONE", "ALL_OLD"]);
  const requested = itemOf(input, "Key");
  checkItem(requested);
  const key = table.keyOfRequest(requested);
  const before = conditioned(table.get(key), input, new Placeholders(input));
  table.delete(key);
  const bytes = before === undefined ? 0 : checkItem(before);
  return {
    ...attributes(returned === "ALL_OLD" ? before : undefined),
    ...consumed(input, table, writeUnits(bytes)),
  };
}

const UPDATE_RETURNS = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"];

export function updateItem(database: DynamoDb, { input }: ServiceCall) {
  const table = tableOf(database, input);
  const returned = oneOf(input, "ReturnValues", UPDATE_RETURNS);
  const requested = itemOf(input, "Key");
  checkItem(requested);
  const key = table.keyOfRequest(requested);
  const placeholders = new Placeholders(input);
  const updates = updatesOf(input, table, placeholders);
  const before = conditioned(table.get(key), input, placeholders);
  const after = applyUpdates(before ?? requested, updates);
  const bytes = checkedSize(after, "Item size to update has exceeded the maximum allowed size");
  table.put(key, JSON.stringify(after));
  database.taps.onDynamoWrite?.(table.name, [after]);
  return {
    ...attributes(returnedItem(returned, updates, before, after)),
    ...consumed(input, table, writeUnits(bytes)),
  };
}

function updatesOf(input: Input, table: Table, placeholders: Placeholders): Update[] {
  if (typeof input.UpdateExpression !== "string") return [];
  const updates = parseUpdate(input.UpdateExpression, placeholders);
  const key = updates.find(({ path }) => table.keyNames.includes(path[0]))?.path[0];
  if (key === undefined) return updates;
  throw invalidParameters(`Cannot update attribute ${key}. This attribute is part of the key`);
}

/** The present item, once the request's condition holds for it (or for nothing). */
function conditioned(item: Item | undefined, input: Input, placeholders: Placeholders): Item | undefined {
  const text = input.ConditionExpression;
  const condition =
    typeof text === "string" ? parseCondition(text, "ConditionExpression", placeholders) : undefined;
  placeholders.assertAllUsed();
  if (condition === undefined || holds(condition, item ?? {})) return item;
  const error = new AwsError("ConditionalCheckFailedException", "The conditional request failed");
  if (input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && item !== undefined)
    error.details = { Item: item };
  throw error;
}

export function checkedSize(item: Item, message = "Item size has exceeded the maximum allowed size"): number {
  const bytes = checkItem(item);
  if (bytes > ITEM_BYTES) throw validation(message);
  return bytes;
}

function returnedItem(returned: string, updates: readonly Update[], before: Item | undefined, after: Item) {
  if (returned === "ALL_NEW") return after;
  if (returned === "ALL_OLD") return before;
  if (returned === "NONE") return undefined;
  const paths = updates.map(({ path }) => path);
  const part = project((returned === "UPDATED_NEW" ? after : before) ?? {}, paths);
  return Object.keys(part).length === 0 ? undefined : part;
}

const attributes = (item: Item | undefined) => (item === undefined ? {} : { Attributes: item });
