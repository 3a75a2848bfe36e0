import type { DynamoItem, ServiceCall } from "../contract.ts";
import type { DynamoDb } from "./database.ts";
import { validationError } from "./errors.ts";
import type { ItemTable } from "./table.ts";

export type DynamoInput = Record<string, unknown>;

/** A parameter that is not offered is refused: ignored, it would be taken for obeyed. */
export function assertOffered({ action, input }: ServiceCall, offered: readonly string[]): void {
  const other = Object.keys(input).find((name) => !offered.includes(name));
  if (other === undefined) return;
  const known = offered.length === 0 ? "nothing" : offered.join(", ");
  throw validationError(`The local DynamoDB does not offer ${other} in ${action}. It takes ${known}.`);
}

/** The table that a call names, by its name or ARN. `offered`: what else the call may hold. */
export function namedTable(database: DynamoDb, call: ServiceCall, offered: readonly string[]): ItemTable {
  assertOffered(call, ["TableName", ...offered]);
  const { TableName } = call.input;
  if (typeof TableName !== "string") throw missing("tableName");
  return database.table(TableName);
}

export function itemOf(input: DynamoInput, name: string): DynamoItem {
  const item = input[name];
  if (typeof item === "object" && item !== null) return item as DynamoItem;
  throw missing(lowerFirst(name));
}

export function choiceOf(input: DynamoInput, name: string, allowed: readonly string[]): string {
  const value = input[name] ?? allowed[0]!;
  if (allowed.includes(value as string)) return value as string;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`,
  );
}

export const missing = (path: string) =>
  validationError(
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
