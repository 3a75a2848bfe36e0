import type { AttributeValue, DynamoTable, Item, TableDefinition } from "../contract.ts";
import { sortable, typeOf } from "./attribute-value.ts";
import { invalidParameters, validation } from "./errors.ts";

/** A key in sortable form; `sort` is empty for a table without a sort key. */
export interface Key {
  partition: string;
  sort: string;
}

interface Partition {
  /** Position in the order of a scan. */
  index: number;
  sorts: string[];
  /** Items as the JSON bytes they are answered with: off the JavaScript heap, and a sixth of the objects' size. */
  items: Buffer[];
}

const PARTITION_KEY_BYTES = 2048;
const SORT_KEY_BYTES = 1024;

export class Table implements DynamoTable {
  readonly definition: TableDefinition;
  readonly arn: string;
  readonly createdAt: number;
  ttlAttribute: string | undefined;
  count = 0;
  bytes = 0;
  private readonly byKey = new Map<string, Partition>();
  /** In the order of creation. Emptied partitions stay, so that a scan can go on from a key that has since gone. */
  private readonly order: Partition[] = [];

  constructor(definition: TableDefinition, arn: string, createdAt: number) {
    this.definition = definition;
    this.arn = arn;
    this.createdAt = createdAt;
    this.ttlAttribute = definition.ttlAttribute;
  }

  get name(): string {
    return this.definition.name;
  }

  get keyNames(): string[] {
    const { partitionKey, sortKey } = this.definition;
    return sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
  }

  *items(): IterableIterator<Item> {
    for (const { items } of this.order) for (const item of items) yield decode(item);
  }

  get(key: Key): Item | undefined {
    const partition = this.byKey.get(key.partition);
    if (partition === undefined) return undefined;
    const at = position(partition.sorts, key.sort);
    return partition.sorts[at] === key.sort ? decode(partition.items[at]!) : undefined;
  }

  put(key: Key, item: Item): void {
    const encoded = Buffer.from(JSON.stringify(item));
    const partition = this.partition(key.partition);
    const at = position(partition.sorts, key.sort);
    this.bytes += encoded.length;
    if (partition.sorts[at] === key.sort) {
      this.bytes -= partition.items[at]!.length;
      partition.items[at] = encoded;
      return;
    }
    partition.sorts.splice(at, 0, key.sort);
    partition.items.splice(at, 0, encoded);
    this.count++;
  }

  delete(key: Key): void {
    const partition = this.byKey.get(key.partition);
    const at = partition === undefined ? 0 : position(partition.sorts, key.sort);
    if (partition?.sorts[at] !== key.sort) return;
    this.bytes -= partition.items[at]!.length;
    partition.sorts.splice(at, 1);
    partition.items.splice(at, 1);
    this.count--;
  }

  /** Items of one partition from a sort key on (which is left out), in either direction. */
  *query(partitionKey: string, forward: boolean, after?: string): IterableIterator<Item> {
    const partition = this.byKey.get(partitionKey);
    if (partition === undefined) return;
    const { sorts, items } = partition;
    let at = forward ? 0 : sorts.length - 1;
    if (after !== undefined) {
      at = position(sorts, after);
      if (!forward) at--;
      else if (sorts[at] === after) at++;
    }
    for (; at >= 0 && at < items.length; at += forward ? 1 : -1) yield decode(items[at]!);
  }

  /** Items in scan order after a key; `segment` of `segments` for a parallel scan. */
  *scan(after: Key | undefined, segment = 0, segments = 1): IterableIterator<Item> {
    const start = after === undefined ? undefined : this.byKey.get(after.partition);
    if (after !== undefined && start === undefined) throw validation("The provided starting key is invalid");
    for (let index = start?.index ?? 0; index < this.order.length; index++) {
      if (index % segments !== segment) continue;
      const { sorts, items } = this.order[index]!;
      let at = index === start?.index ? position(sorts, after!.sort) : 0;
      if (index === start?.index && sorts[at] === after!.sort) at++;
      for (; at < items.length; at++) yield decode(items[at]!);
    }
  }

  /** The key of an item to be written, which holds further attributes. */
  keyOfItem(item: Item): Key {
    for (const key of this.keyDefinitions) {
      const value = item[key.name];
      if (value === undefined) throw invalidParameters(`Missing the key ${key.name} in the item`);
      const actual = typeOf(value);
      if (actual !== key.type) {
        throw invalidParameters(`Type mismatch for key ${key.name} expected: ${key.type} actual: ${actual}`);
      }
    }
    return this.keyFrom(item);
  }

  /** The key of a request that names an item by nothing but its key. */
  keyOfRequest(key: Item): Key {
    const fits = this.keyDefinitions.every(
      ({ name, type }) => key[name] !== undefined && typeOf(key[name]) === type,
    );
    if (!fits || Object.keys(key).length !== this.keyDefinitions.length) {
      throw validation("The provided key element does not match the schema");
    }
    return this.keyFrom(key);
  }

  private get keyDefinitions() {
    const { partitionKey, sortKey } = this.definition;
    return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  }

  private keyFrom(item: Item): Key {
    const { partitionKey, sortKey } = this.definition;
    const partition = keyPart(partitionKey.name, item[partitionKey.name]!);
    if (partition.length > PARTITION_KEY_BYTES) throw keyTooLong("Size of hashkey", PARTITION_KEY_BYTES);
    if (sortKey === undefined) return { partition, sort: "" };
    const sort = keyPart(sortKey.name, item[sortKey.name]!);
    if (sort.length > SORT_KEY_BYTES) throw keyTooLong("Aggregated size of all range keys", SORT_KEY_BYTES);
    return { partition, sort };
  }

  private partition(key: string): Partition {
    let partition = this.byKey.get(key);
    if (partition === undefined) {
      partition = { index: this.order.length, sorts: [], items: [] };
      this.byKey.set(key, partition);
      this.order.push(partition);
    }
    return partition;
  }
}

function keyPart(name: string, value: AttributeValue): string {
  const part = sortable(value);
  if (part !== "") return part;
  const type = value.B === undefined ? "string" : "binary";
  throw validation(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: ${name}`,
  );
}

function keyTooLong(what: string, most: number) {
  return invalidParameters(`${what} has exceeded the size limit of ${most} bytes`);
}

/** Binary search: where a sort key is, or would be. The last place is tried first, as most items come in order. */
function position(sorts: string[], sort: string): number {
  if (sorts.length === 0 || sorts[sorts.length - 1]! < sort) return sorts.length;
  let low = 0;
  let high = sorts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorts[middle]! < sort) low = middle + 1;
    else high = middle;
  }
  return low;
}

const decode = (item: Buffer): Item => JSON.parse(item.toString());
