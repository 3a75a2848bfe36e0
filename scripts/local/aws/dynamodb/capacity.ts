import type { Input } from "./input.ts";
import type { Table } from "./table.ts";

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** An eventually consistent read costs half. */
export function readUnits(bytes: number, input: Input): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (input.ConsistentRead === true ? 1 : 0.5);
}

/** `ConsumedCapacity` of an answer, if the request asks for it. */
export function consumed(input: Input, table: Table, units: number) {
  return asked(input) ? { ConsumedCapacity: capacity(table, units) } : {};
}

export const capacity = (table: Table, units: number) => ({ TableName: table.name, CapacityUnits: units });

export const asked = (input: Input): boolean =>
  input.ReturnConsumedCapacity === "TOTAL" || input.ReturnConsumedCapacity === "INDEXES";
