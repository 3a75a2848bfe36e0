import { BATCH_WRITE_BYTES, BATCH_WRITE_ITEMS } from "../../../../shared/limits.ts";
import type { DynamoItem, ServiceCall } from "../contract.ts";
import type { DynamoDb } from "./database.ts";
import { noCapacity, validationError } from "./errors.ts";
import { assertOffered, type DynamoInput } from "./input.ts";
import { checkedSize } from "./item.ts";
import type { ItemKey } from "./items.ts";
import { type PlainPut, plainPuts } from "./plain-puts.ts";
import type { ItemTable } from "./table.ts";

interface Write {
  table: ItemTable;
  key: ItemKey;
  put: PlainPut;
  /** As it came, to be given back. */
  request(): DynamoInput;
}

interface SizedWrite extends Write {
  bytes: number;
}

/**
 * All requests are checked before the first is done; single ones come back where a provisioned table has no capacity left,
 * and by fault injection.
 */
export function batchWriteItem(database: DynamoDb, call: ServiceCall) {
  // Of a call in process there is no body, and it is not long.
  if ((call.body?.length ?? 0) > BATCH_WRITE_BYTES) throw tooLarge();
  const writes = plainWrites(database, call.body) ?? checkedWrites(database, call);
  const refused = new Set(writes.filter((write) => !write.table.takesWrite(() => bytesOf(write))));
  // "BatchWriteItem, DynamoDB API Reference": it fails as a whole only where not one item could be written.
  if (refused.size === writes.length) throw noCapacity();
  const fails = (write: Write) => refused.has(write) || call.entryFails();
  const { done = [], failed = [] } = Object.groupBy(writes, (write) => (fails(write) ? "failed" : "done"));
  for (const { table, key, put } of done) table.put(key, put.json);
  for (const [name, group] of Map.groupBy(done, ({ table }) => table.name))
    database.taps.onDynamoWrite?.(
      name,
      group.map(({ put }) => put.attributes),
    );
  const unprocessed = [...Map.groupBy(failed, ({ table }) => table.name)].map(([name, group]) => [
    name,
    group.map(({ request }) => request()),
  ]);
  return { UnprocessedItems: Object.fromEntries(unprocessed) };
}

const bytesOf = ({ put }: Write): number => checkedSize(JSON.parse(put.json));

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
  assertDistinct(writes);
  return writes;
}

function checkedWrites(database: DynamoDb, call: ServiceCall): SizedWrite[] {
  assertOffered(call, ["RequestItems"]);
  const requested = Object.entries((call.input.RequestItems ?? {}) as Record<string, DynamoInput[]>);
  const count = requested.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (count > BATCH_WRITE_ITEMS) throw tooMany(count);
  if (requested.length === 0 || requested.some(([, requests]) => requests.length === 0)) throw noRequests();
  const writes = requested.flatMap(([name, requests]) => {
    const table = database.table(name);
    const ofTable = requests.map((request) => writeOf(table, request));
    assertDistinct(ofTable);
    return ofTable;
  });
  return writes;
}

function writeOf(table: ItemTable, sent: DynamoInput): SizedWrite {
  const item = (sent.PutRequest as DynamoInput | undefined)?.Item as DynamoItem | undefined;
  if (item === undefined)
    throw validationError("The local DynamoDB does not offer DeleteRequest, only PutRequest.");
  const bytes = checkedSize(item);
  const put = { json: JSON.stringify(item), attributes: item };
  return { table, key: table.keyOfItem(item), put, bytes, request: () => sent };
}

function assertDistinct(writes: readonly Write[]): void {
  // With its length before it, a partition key cannot run into the sort key.
  const identities = writes.map(({ key }) => `${key.partition.length}:${key.partition}${key.sort}`);
  if (new Set(identities).size < writes.length)
    throw validationError("Provided list of item keys contains duplicates");
}

const noRequests = () =>
  validationError(
    "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );

/** "BatchWriteItem, DynamoDB API Reference": the request counts, which is longer than its items. */
const tooLarge = () => validationError("Size of the batch request exceeds the limit of 16 MB");

function tooMany(count: number) {
  return validationError(
    `1 validation error detected: Value '{${count} requests}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH_WRITE_ITEMS}, Member must have length greater than or equal to 1]`,
  );
}
