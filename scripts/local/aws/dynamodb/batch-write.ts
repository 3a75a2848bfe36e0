import { BATCH_WRITE_BYTES, BATCH_WRITE_ITEMS } from "../../../../shared/limits.ts";
import type { Item, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import { assertDistinct, emptyRequests, requestItems } from "./batch-input.ts";
import { batchCapacity, writeUnits } from "./capacity.ts";
import type { DynamoDb } from "./database.ts";
import { validation } from "./errors.ts";
import type { Input } from "./input.ts";
import type { Key, Table } from "./table.ts";
import { checkedSize } from "./write.ts";

interface Write {
  table: Table;
  key: Key;
  /** Undefined: the key's item is deleted. */
  item: Item | undefined;
  bytes: number;
  request: Input;
}

/** All requests are checked before the first is done; single ones come back only by fault injection. */
export function batchWriteItem(database: DynamoDb, call: ServiceCall) {
  const writes = checkedWrites(database, call.input);
  const { done = [], failed = [] } = Object.groupBy(writes, () => (call.entryFails() ? "failed" : "done"));
  for (const { table, key, item } of done) {
    if (item === undefined) table.delete(key);
    else table.put(key, item);
  }
  announce(database, done);
  const unprocessed = [...Map.groupBy(failed, ({ table }) => table.name)].map(([name, group]) => [
    name,
    group.map(({ request }) => request),
  ]);
  return {
    UnprocessedItems: Object.fromEntries(unprocessed),
    ...batchCapacity(call.input, writes, ({ bytes }) => writeUnits(bytes)),
  };
}

function checkedWrites(database: DynamoDb, input: Input): Write[] {
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
  if (writes.reduce((sum, { bytes }) => sum + bytes, 0) <= BATCH_WRITE_BYTES) return writes;
  throw validation("Size of the batch request exceeds the limit of 16 MB");
}

function writeOf(table: Table, request: Input): Write {
  const item = (request.PutRequest as Input | undefined)?.Item as Item | undefined;
  if (item !== undefined) {
    const bytes = checkedSize(item);
    return { table, key: table.keyOfItem(item), item, bytes, request };
  }
  const key = (request.DeleteRequest as Input | undefined)?.Key as Item | undefined;
  if (key === undefined) throw validation("A request of a batch must be a PutRequest or a DeleteRequest");
  const bytes = checkItem(key);
  return { table, key: table.keyOfRequest(key), item: undefined, bytes, request };
}

function announce(database: DynamoDb, writes: readonly Write[]): void {
  for (const [name, group] of Map.groupBy(writes, ({ table }) => table.name)) {
    const items = group.flatMap(({ item }) => (item === undefined ? [] : [item]));
    if (items.length > 0) database.taps.onDynamoWrite?.(name, items);
  }
}

function tooMany(count: number) {
  return validation(
    `1 validation error detected: Value '{${count} requests}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH_WRITE_ITEMS}, Member must have length greater than or equal to 1]`,
  );
}
