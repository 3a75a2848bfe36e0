/** An attribute value as on the wire: `{ S: "a" }`, `{ N: "1" }`, `{ M: { … } }`, … */
export type AttributeValue = Record<string, unknown>;
export type DynamoItem = Record<string, AttributeValue>;

export interface DynamoTableDefinition {
  name: string;
  partitionKey: { name: string; type: "S" | "N" | "B" };
  sortKey?: { name: string; type: "S" | "N" | "B" };
  /** Attribute with the epoch seconds of expiry. Kept as a fact: as on AWS, expired items may stay readable. */
  ttlAttribute?: string;
  /** Write capacity units of a provisioned table, which refuses what is over; on demand when absent. */
  writeUnits?: number;
}

export interface DynamoTable {
  readonly name: string;
  readonly arn: string;
  readonly count: number;
  items(): IterableIterator<DynamoItem>;
  /** An attribute of type S of every item that has it; much less work than `items`. */
  texts(attribute: string): IterableIterator<string>;
}

export interface DynamoTables {
  createTable(definition: DynamoTableDefinition): DynamoTable;
  /** Throws an AwsError (ResourceNotFoundException) when there is none. */
  table(name: string): DynamoTable;
  readonly tables: readonly DynamoTable[];
}
