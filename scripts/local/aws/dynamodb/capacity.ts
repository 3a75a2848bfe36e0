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

const capacity = (table: Table, units: number) => ({ TableName: table.name, CapacityUnits: units });

const asked = (input: Input): boolean =>
  input.ReturnConsumedCapacity === "TOTAL" || input.ReturnConsumedCapacity === "INDEXES";

/** The same for a batch: the sums by table. */
export function batchCapacity<Entry extends { table: Table }>(
  input: Input,
  entries: readonly Entry[],
  units: (entry: Entry) => number,
) {
  if (!asked(input)) return {};
  const byTable = [...Map.groupBy(entries, ({ table }) => table)];
  const sum = (group: readonly Entry[]) => group.reduce((total, entry) => total + units(entry), 0);
  return { ConsumedCapacity: byTable.map(([table, group]) => capacity(table, sum(group))) };
}
