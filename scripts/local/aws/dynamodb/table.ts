import { hash } from "node:crypto";
import { PARTITION_KEY_BYTES, SORT_KEY_BYTES } from "../../../../shared/limits.ts";
import type { AttributeValue, DynamoTable, Item, TableDefinition } from "../contract.ts";
import { sortable, typeOf } from "./attribute-value.ts";
import { invalidParameters, validation } from "./errors.ts";
import type { Items } from "./items.ts";

/** A key in sortable form; `sort` is empty for a table without a sort key. */
export interface Key {
  partition: string;
  sort: string;
}

export class Table implements DynamoTable {
  readonly definition: TableDefinition;
  readonly arn: string;
  readonly createdAt: number;
  ttlAttribute: string | undefined;
  private readonly rows: Items;

  constructor(definition: TableDefinition, arn: string, createdAt: number, rows: Items) {
    this.definition = definition;
    this.arn = arn;
    this.createdAt = createdAt;
    this.ttlAttribute = definition.ttlAttribute;
    this.rows = rows;
  }

  get name(): string {
    return this.definition.name;
  }

  get keyNames(): string[] {
    const { partitionKey, sortKey } = this.definition;
    return sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
  }

  get count(): number {
    return this.rows.count;
  }

  get bytes(): number {
    return this.rows.bytes;
  }

  items(): IterableIterator<Item> {
    return this.rows.all();
  }

  texts(attribute: string): IterableIterator<string> {
    return this.rows.texts(attribute);
  }

  get(key: Key): Item | undefined {
    return this.rows.get(key);
  }

  /** @param json an item with canonical numbers, kept as it is */
  put(key: Key, json: string): void {
    this.rows.put(key, json);
  }

  delete(key: Key): void {
    this.rows.delete(key);
  }

  /** Items of one partition from a sort key on (which is left out), in either direction. */
  query(partitionKey: string, forward: boolean, after?: string): IterableIterator<Item> {
    return this.rows.within(partitionKey, forward, after);
  }

  /** Items in scan order after a key; `segment` of `segments` for a parallel scan. */
  scan(after: Key | undefined, segment = 0, segments = 1): IterableIterator<Item> {
    return this.rows.ordered(
      after,
      (partition) => segments === 1 || placeOf(partition) % segments === segment,
    );
  }

  /** Nothing can be read or written any more. */
  drop(): void {
    this.rows.drop();
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
}

/** Spreads partitions evenly over the segments of a scan. */
const placeOf = (partition: Uint8Array): number => hash("md5", partition, "buffer").readUInt32BE();

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
