import type { Item } from "../contract.ts";
import type { DynamoDb } from "./database.ts";
import { validation } from "./errors.ts";
import type { Table } from "./table.ts";

export type Input = Record<string, unknown>;

/** Parameters of the API's first version; expressions replaced them in 2014. */
const LEGACY = [
  "Expected",
  "AttributeUpdates",
  "KeyConditions",
  "QueryFilter",
  "ScanFilter",
  "ConditionalOperator",
  "AttributesToGet",
];

export function tableOf(database: DynamoDb, input: Input): Table {
  const legacy = LEGACY.find((name) => input[name] !== undefined);
  if (legacy !== undefined) {
    throw validation(
      `The local DynamoDB does not know the legacy parameter ${legacy}: use an expression instead.`,
    );
  }
  if (typeof input.TableName !== "string") throw missing("tableName");
  return database.table(input.TableName);
}

/** An index is refused rather than answered from the table. */
export function refuseIndex(input: Input): void {
  if (input.IndexName === undefined) return;
  throw validation(`The local DynamoDB has no secondary indexes, so not ${input.IndexName} either.`);
}

export function itemOf(input: Input, name: string): Item {
  const item = input[name];
  if (typeof item === "object" && item !== null) return item as Item;
  throw missing(name.charAt(0).toLowerCase() + name.slice(1));
}

export function oneOf(input: Input, name: string, allowed: readonly string[]): string {
  const value = input[name] ?? allowed[0]!;
  if (allowed.includes(value as string)) return value as string;
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  throw validation(
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`,
  );
}

export const missing = (path: string) =>
  validation(
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
