import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** Bytes of an item as DynamoDB counts them at most: UTF-8 of names and texts, 21 a number, 3 + 1 an element of a list or map. */
export function itemBytes(item: Record<string, AttributeValue>): number {
  let bytes = 0;
  for (const name in item) bytes += Buffer.byteLength(name) + valueBytes(item[name]!);
  return bytes;
}

const NUMBER_BYTES = 21;
const NEST_BYTES = 3;

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return NUMBER_BYTES;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) return NEST_BYTES + Object.keys(value.M).length + itemBytes(value.M);
  if (value.L !== undefined) return value.L.reduce((sum, each) => sum + 1 + valueBytes(each), NEST_BYTES);
  if (value.SS !== undefined) return value.SS.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  if (value.NS !== undefined) return value.NS.length * NUMBER_BYTES;
  if (value.BS !== undefined) return value.BS.reduce((sum, each) => sum + each.byteLength, 0);
  return 1;
}

/** Whether a value of the item, at any depth, is binary. */
export function holdsBinary(item: Record<string, AttributeValue>): boolean {
  for (const name in item) if (isBinary(item[name]!)) return true;
  return false;
}

function isBinary(value: AttributeValue): boolean {
  if (value.B !== undefined || value.BS !== undefined) return true;
  if (value.M !== undefined) return holdsBinary(value.M);
  return value.L?.some(isBinary) ?? false;
}
