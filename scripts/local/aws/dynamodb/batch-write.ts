import { BATCH_WRITE_BYTES, BATCH_WRITE_ITEMS } from "../../../../shared/limits.ts";
import type { Item, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import { assertDistinct, emptyRequests, requestItems } from "./batch-input.ts";
import { batchCapacity, writeUnits } from "./capacity.ts";
import type { DynamoDb } from "./database.ts";
import { validation } from "./errors.ts";
import type { Input } from "./input.ts";
import { type Put, plainPuts } from "./plain-puts.ts";
import type { Key, Table } from "./table.ts";
import { checkedSize } from "./write.ts";

interface Write {
  table: Table;
  key: Key;
  /** Undefined: the key's item is deleted. */
  put?: Put;
  /** As it came, to be given back. */
  request(): Input;
}

interface SizedWrite extends Write {
  bytes: number;
}

export function batchWriteItem(database: DynamoDb, call: ServiceCall) {
  // Of a call in process there is no body, and it is not long.
  if ((call.body?.length ?? 0) > BATCH_WRITE_BYTES) throw tooLarge();
  const plain = plainWrites(database, call.body);
  if (plain !== undefined) return carryOut(database, plain, call);
  const writes = checkedWrites(database, call.input);
  const capacity = batchCapacity(call.input, writes, ({ bytes }) => writeUnits(bytes));
  return { ...carryOut(database, writes, call), ...capacity };
}

/** All requests are checked before the first is done; single ones come back only by fault injection. */
function carryOut(database: DynamoDb, writes: readonly Write[], call: ServiceCall) {
  const { done = [], failed = [] } = Object.groupBy(writes, () => (call.entryFails() ? "failed" : "done"));
  for (const { table, key, put } of done) {
    if (put === undefined) table.delete(key);
    else table.put(key, put.json);
  }
  announce(database, done);
  const unprocessed = [...Map.groupBy(failed, ({ table }) => table.name)].map(([name, group]) => [
    name,
    group.map(({ request }) => request()),
  ]);
  return { UnprocessedItems: Object.fromEntries(unprocessed) };
}

/** Undefined for a batch that has to be parsed to be checked. */
function plainWrites(database: DynamoDb, body: Buffer | undefined): Write[] | undefined {
  const plain = body && plainPuts(body);
  if (plain === undefined || plain.puts.length > BATCH_WRITE_ITEMS) return undefined;
  const table = database.table(plain.table);
  const { keyNames } = table;
  if (plain.puts.some(({ attributes }) => keyNames.some((name) => !Object.hasOwn(attributes, name))))
    return undefined;
  const writes = plain.puts.map((put) => ({
    table,
    key: table.keyOfItem(put.attributes),
    put,
    request: () => ({ PutRequest: { Item: JSON.parse(put.json) } }),
  }));
  assertDistinct(writes.map(({ key }) => key));
  return writes;
}

function checkedWrites(database: DynamoDb, input: Input): SizedWrite[] {
  const requested = requestItems<Input[]>(input);
  const count = requested.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (count > BATCH_WRITE_ITEMS) throw tooMany(count);
  if (requested.some(([, requests]) => requests.length === 0)) throw emptyRequests();
  const writes = requested.flatMap(([name, requests]) => {
    const table = database.table(name);
    const ofTable = requests.map((request) => writeOf(table, request));
    assertDistinct(ofTable.map(({ key }) => key));
    return ofTable;
  });
  return writes;
}

function writeOf(table: Table, sent: Input): SizedWrite {
  const request = () => sent;
  const item = (sent.PutRequest as Input | undefined)?.Item as Item | undefined;
  if (item !== undefined) {
    const bytes = checkedSize(item);
    const key = table.keyOfItem(item);
    return { table, key, put: { json: JSON.stringify(item), attributes: item }, bytes, request };
  }
  const key = (sent.DeleteRequest as Input | undefined)?.Key as Item | undefined;
  if (key === undefined) throw validation("A request of a batch must be a PutRequest or a DeleteRequest");
  const bytes = checkItem(key);
  return { table, key: table.keyOfRequest(key), bytes, request };
}

function announce(database: DynamoDb, writes: readonly Write[]): void {
  for (const [name, group] of Map.groupBy(writes, ({ table }) => table.name)) {
    const items = group.flatMap(({ put }) => (put === undefined ? [] : [put.attributes]));
    if (items.length > 0) database.taps.onDynamoWrite?.(name, items);
  }
}

/** "BatchWriteItem, DynamoDB API Reference": the request counts, which is longer than its items. */
const tooLarge = () => validation("Size of the batch request exceeds the limit of 16 MB");

function tooMany(count: number) {
  return validation(
    `1 validation error detected: Value '{${count} requests}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH_WRITE_ITEMS}, Member must have length greater than or equal to 1]`,
  );
}
