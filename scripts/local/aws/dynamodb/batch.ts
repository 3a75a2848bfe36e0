import { BATCH_WRITE_BYTES, BATCH_WRITE_ITEMS } from "../../../../shared/limits.ts";
import type { Item, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import { asked, capacity, readUnits, writeUnits } from "./capacity.ts";
import type { DynamoDb } from "./database.ts";
import { validation } from "./errors.ts";
import { parseProjection, project } from "./expression/path.ts";
import { Placeholders } from "./expression/placeholders.ts";
import type { Input } from "./input.ts";
import type { Key, Table } from "./table.ts";
import { checkedSize } from "./write.ts";

const BATCH_GET_KEYS = 100;
const BATCH_GET_BYTES = 16 * 1024 * 1024;

interface Write {
  table: Table;
  key: Key;
  item: Item | undefined;
  bytes: number;
  request: Input;
}

/** All requests are checked before the first is done; single ones come back only by fault injection. */
export function batchWriteItem(database: DynamoDb, call: ServiceCall) {
  const requested = requestItems<Input[]>(call.input);
  const count = requested.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (count > BATCH_WRITE_ITEMS) throw tooMany(count);
  if (requested.some(([, requests]) => requests.length === 0)) throw emptyRequests();
  const writes = requested.flatMap(([name, requests]) => writesOf(database.table(name), requests));
  if (writes.reduce((sum, { bytes }) => sum + bytes, 0) > BATCH_WRITE_BYTES) {
    throw validation("Size of the batch request exceeds the limit of 16 MB");
  }
  const unprocessed = writes.filter((write) => call.entryFails() || !commit(write));
  announce(
    database,
    writes.filter((write) => !unprocessed.includes(write)),
  );
  return {
    UnprocessedItems: Object.fromEntries(
      [...Map.groupBy(unprocessed, ({ table }) => table.name)].map(([name, group]) => [
        name,
        group.map(({ request }) => request),
      ]),
    ),
    ...batchCapacity(call.input, writes, (write) => writeUnits(write.bytes)),
  };
}

function writesOf(table: Table, requests: Input[]): Write[] {
  const seen = new Set<string>();
  return requests.map((request) => {
    const write = writeOf(table, request);
    const identity = `${write.key.partition.length}:${write.key.partition}${write.key.sort}`;
    if (seen.has(identity)) throw validation("Provided list of item keys contains duplicates");
    seen.add(identity);
    return write;
  });
}

function writeOf(table: Table, request: Input): Write {
  const put = (request.PutRequest as Input | undefined)?.Item as Item | undefined;
  if (put !== undefined) {
    const bytes = checkedSize(put);
    return { table, key: table.keyOfItem(put), item: put, bytes, request };
  }
  const key = (request.DeleteRequest as Input | undefined)?.Key as Item | undefined;
  if (key === undefined) {
    throw validation(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  const bytes = checkItem(key);
  return { table, key: table.keyOfRequest(key), item: undefined, bytes, request };
}

function commit({ table, key, item }: Write): boolean {
  if (item === undefined) table.delete(key);
  else table.put(key, item);
  return true;
}

function announce(database: DynamoDb, writes: Write[]): void {
  for (const [name, group] of Map.groupBy(writes, ({ table }) => table.name)) {
    const items = group.flatMap(({ item }) => (item === undefined ? [] : [item]));
    if (items.length > 0) database.taps.onDynamoWrite?.(name, items);
  }
}

/** Keys beyond 16 MB of answer come back as unprocessed. */
export function batchGetItem(database: DynamoDb, { input }: ServiceCall) {
  const requested = requestItems<Input>(input);
  const count = requested.reduce((sum, [, { Keys }]) => sum + (Keys as Item[]).length, 0);
  if (count > BATCH_GET_KEYS) throw validation(`Too many items requested for the BatchGetItem call`);
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, Input> = {};
  const reads: { table: Table; bytes: number }[] = [];
  let total = 0;
  for (const [name, request] of requested) {
    const table = database.table(name);
    const projected = projection(request);
    const found: Item[] = [];
    const left: Item[] = [];
    for (const [requestedKey, key] of keysOf(table, request.Keys as Item[])) {
      const item = total > BATCH_GET_BYTES ? undefined : table.get(key);
      if (total > BATCH_GET_BYTES) left.push(requestedKey);
      const bytes = item === undefined ? 0 : checkItem(item);
      total += bytes;
      reads.push({ table, bytes });
      if (item !== undefined) found.push(projected(item));
    }
    Responses[table.name] = found;
    if (left.length > 0) UnprocessedKeys[name] = { ...request, Keys: left };
  }
  return {
    Responses,
    UnprocessedKeys,
    ...batchCapacity(input, reads, ({ bytes }) => readUnits(bytes, input)),
  };
}

function keysOf(table: Table, keys: Item[]): [Item, Key][] {
  const seen = new Set<string>();
  return keys.map((requested) => {
    checkItem(requested);
    const key = table.keyOfRequest(requested);
    const identity = `${key.partition.length}:${key.partition}${key.sort}`;
    if (seen.has(identity)) throw validation("Provided list of item keys contains duplicates");
    seen.add(identity);
    return [requested, key];
  });
}

/** What a request's ProjectionExpression makes of an item. */
export function projection(request: Input, placeholders = new Placeholders(request)): (item: Item) => Item {
  const text = request.ProjectionExpression;
  const paths = typeof text === "string" ? parseProjection(text, placeholders) : undefined;
  placeholders.assertAllUsed();
  return (item) => (paths === undefined ? item : project(item, paths));
}

function batchCapacity<Entry extends { table: Table }>(
  input: Input,
  entries: readonly Entry[],
  units: (entry: Entry) => number,
) {
  if (!asked(input)) return {};
  const byTable = Map.groupBy(entries, ({ table }) => table);
  const sums = [...byTable].map(([table, group]) =>
    capacity(
      table,
      group.reduce((sum, entry) => sum + units(entry), 0),
    ),
  );
  return { ConsumedCapacity: sums };
}

function requestItems<Request>(input: Input): [string, Request][] {
  const requested = Object.entries((input.RequestItems ?? {}) as Record<string, Request>);
  if (requested.length === 0) throw emptyRequests();
  return requested;
}

function tooMany(count: number) {
  return validation(
    `1 validation error detected: Value '{${count} requests}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH_WRITE_ITEMS}, Member must have length greater than or equal to 1]`,
  );
}

function emptyRequests() {
  return validation(
    "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
}
