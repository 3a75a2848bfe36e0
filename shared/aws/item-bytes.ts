import type { TableAttribute, TableItem } from "../table.ts";

/**
 * Bytes of an item as DynamoDB counts them at most: UTF-8 of names and texts, 21 a number, 3 + 1 an element of a list or
 * map.
 */
export function itemBytes(item: TableItem): number {
  let bytes = 0;
  for (const name in item) bytes += Buffer.byteLength(name) + valueBytes(item[name]!);
  return bytes;
}

const NUMBER_BYTES = 21;
const NEST_BYTES = 3;

function valueBytes(value: TableAttribute): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return NUMBER_BYTES;
  if (value.M !== undefined) return NEST_BYTES + Object.keys(value.M).length + itemBytes(value.M);
  if (value.L !== undefined) return value.L.reduce((sum, each) => sum + 1 + valueBytes(each), NEST_BYTES);
  if (value.SS !== undefined) return value.SS.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  if (value.NS !== undefined) return value.NS.length * NUMBER_BYTES;
  return 1;
}
