import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Unwritten } from "./stream.ts";

/** A marshalled attribute that is JSON as it stands: no binary value, which the client would have to encode. */
export type TableAttribute =
  | AttributeValue.SMember
  | AttributeValue.NMember
  | AttributeValue.BOOLMember
  | AttributeValue.NULLMember
  | AttributeValue.SSMember
  | AttributeValue.NSMember
  | (Omit<AttributeValue.MMember, "M"> & { M: Record<string, TableAttribute> })
  | (Omit<AttributeValue.LMember, "L"> & { L: TableAttribute[] });

/** A DynamoDB item as the low-level client takes it: marshalled attributes by name. */
export type TableItem = Record<string, TableAttribute>;

/** An item that is written out: the service's JSON of it, and the key that it has there. */
export interface WrittenItem {
  /** Values of the key attributes, partition key first; texts, all of them. */
  key: readonly string[];
  /** That of a `TableItem`. */
  json: string;
}

/**
 * Port to a table. Resends what the service left unprocessed until the deadline (epoch ms), returns what it could
 * not write. Items of one call have distinct keys: BatchWriteItem refuses a request that repeats one.
 */
export interface TableSink {
  write(items: readonly WrittenItem[], deadline: number): Promise<Unwritten<WrittenItem>[]>;
}
