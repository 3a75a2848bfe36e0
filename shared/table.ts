import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Unwritten } from "./stream.ts";

/** A DynamoDB item as the low-level client takes it: marshalled attributes by name. */
export type Item = Record<string, AttributeValue>;

/**
 * Port to a table. Resends what the service left unprocessed until the deadline (epoch ms), returns what it could
 * not write. Items of one call have distinct keys: BatchWriteItem refuses a request that repeats one.
 */
export interface TableSink {
  write(items: readonly Item[], deadline: number): Promise<Unwritten<Item>[]>;
}
