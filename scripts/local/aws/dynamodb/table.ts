import { PARTITION_KEY_BYTES, SORT_KEY_BYTES } from "../../../../shared/limits.ts";
import type { AttributeValue, DynamoItem, DynamoTable, DynamoTableDefinition } from "../contract.ts";
import { sortable, typeOf } from "./attribute-value.ts";
import { invalidParameters, validationError } from "./errors.ts";
import type { ItemKey, Items } from "./items.ts";
import { WriteAllowance } from "./write-allowance.ts";

export class ItemTable implements DynamoTable {
  readonly definition: DynamoTableDefinition;
  readonly arn: string;
  readonly createdAt: number;
  private readonly rows: Items;
  private readonly allowance: WriteAllowance | undefined;
  private readonly now: () => number;

  constructor(
    definition: DynamoTableDefinition,
    arn: string,
    createdAt: number,
    rows: Items,
    now: () => number = Date.now,
  ) {
    this.definition = definition;
    this.arn = arn;
    this.createdAt = createdAt;
    this.rows = rows;
    this.now = now;
    const { writeUnits } = definition;
    this.allowance = writeUnits === undefined ? undefined : new WriteAllowance(writeUnits, createdAt);
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

  items(): IterableIterator<DynamoItem> {
    return this.rows.all();
  }

  texts(attribute: string): IterableIterator<string> {
    return this.rows.texts(attribute);
  }

  get(key: ItemKey): DynamoItem | undefined {
    return this.rows.get(key);
  }

  /** Whether a table's capacity has room for an item now; asking takes it. `bytes` is asked only where it matters. */
  takesWrite(bytes: () => number): boolean {
    return this.allowance === undefined || this.allowance.take(bytes(), this.now());
  }

  /** @param json an item with canonical numbers, kept as it is */
  put(key: ItemKey, json: string): void {
    this.rows.put(key, json);
  }

  /** Items of one partition from a sort key on (which is left out), in either direction. */
  query(partitionKey: string, forward: boolean, after?: string): IterableIterator<DynamoItem> {
    return this.rows.within(partitionKey, forward, after);
  }

  /** Items in scan order after a key. */
  scan(after: ItemKey | undefined): IterableIterator<DynamoItem> {
    return this.rows.ordered(after);
  }

  /** The key attributes of an item. */
  keyAttributes(item: DynamoItem): DynamoItem {
    return Object.fromEntries(this.keyNames.map((name) => [name, item[name]!]));
  }

  partitionOf(value: AttributeValue): string {
    return keyPart(this.definition.partitionKey.name, value);
  }

  /** The key of an item to be written, which holds further attributes. */
  keyOfItem(item: DynamoItem): ItemKey {
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
  keyOfRequest(key: DynamoItem): ItemKey {
    const fits = this.keyDefinitions.every(
      ({ name, type }) => key[name] !== undefined && typeOf(key[name]) === type,
    );
    if (!fits || Object.keys(key).length !== this.keyDefinitions.length) {
      throw validationError("The provided key element does not match the schema");
    }
    return this.keyFrom(key);
  }

  private get keyDefinitions() {
    const { partitionKey, sortKey } = this.definition;
    return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  }

  private keyFrom(item: DynamoItem): ItemKey {
    const { partitionKey, sortKey } = this.definition;
    const partition = keyPart(partitionKey.name, item[partitionKey.name]!);
    if (partition.length > PARTITION_KEY_BYTES) throw keyTooLong("Size of hashkey", PARTITION_KEY_BYTES);
    if (sortKey === undefined) return { partition, sort: "" };
    const sort = keyPart(sortKey.name, item[sortKey.name]!);
    if (sort.length > SORT_KEY_BYTES) throw keyTooLong("Aggregated size of all range keys", SORT_KEY_BYTES);
    return { partition, sort };
  }
}

function keyPart(name: string, value: AttributeValue): string {
  const part = sortable(value);
  if (part !== "") return part;
  const type = value.B === undefined ? "string" : "binary";
  throw validationError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: ${name}`,
  );
}

function keyTooLong(what: string, limit: number) {
  return invalidParameters(`${what} has exceeded the size limit of ${limit} bytes`);
}
