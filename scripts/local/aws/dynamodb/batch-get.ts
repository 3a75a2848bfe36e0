import type { Item, ServiceCall } from "../contract.ts";
import { checkItem } from "./attribute-value.ts";
import { assertDistinct, requestItems } from "./batch-input.ts";
import { batchCapacity, readUnits } from "./capacity.ts";
import type { DynamoDb } from "./database.ts";
import { validation } from "./errors.ts";
import type { Input } from "./input.ts";
import { projection } from "./projection.ts";
import type { Table } from "./table.ts";

/** "BatchGetItem, DynamoDB API Reference". */
const BATCH_GET_KEYS = 100;
const BATCH_GET_BYTES = 16 * 1024 * 1024;

/** Keys beyond 16 MB of answer come back as unprocessed. */
export function batchGetItem(database: DynamoDb, { input }: ServiceCall) {
  const requested = requestItems<Input>(input);
  const count = requested.reduce((sum, [, { Keys }]) => sum + (Keys as Item[]).length, 0);
  if (count > BATCH_GET_KEYS) throw validation("Too many items requested for the BatchGetItem call");
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, Input> = {};
  const reads: { table: Table; bytes: number }[] = [];
  let budget = BATCH_GET_BYTES;
  for (const [name, request] of requested) {
    const table = database.table(name);
    const { found, left, sizes } = readTable(table, request, budget);
    for (const bytes of sizes) {
      reads.push({ table, bytes });
      budget -= bytes;
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

function readTable(table: Table, request: Input, budget: number) {
  const projected = projection(request);
  const requested = request.Keys as Item[];
  for (const key of requested) checkItem(key);
  const keys = requested.map((key) => table.keyOfRequest(key));
  assertDistinct(keys);
  const found: Item[] = [];
  const sizes: number[] = [];
  let bytes = 0;
  let read = 0;
  for (; read < keys.length && bytes <= budget; read++) {
    const item = table.get(keys[read]!);
    const size = item === undefined ? 0 : checkItem(item);
    sizes.push(size);
    bytes += size;
    if (item !== undefined) found.push(projected(item));
  }
  return { found, left: requested.slice(read), sizes };
}
