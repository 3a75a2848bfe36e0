import { isObject, parseExact } from "../../shared/json/exact.ts";

/** JSON that says the type of each value beside it, as databases export their documents. */

type Json = Record<string, unknown>;

/** How MongoDB writes what JSON has no form for, by what stands in the place of the value (Extended JSON 2). */
const mongo: Readonly<Record<string, (held: unknown) => unknown>> = {
  $oid: (held) => held,
  $uuid: (held) => held,
  $date: (held) => plainOf(held, mongo),
  $numberInt: numberOf,
  $numberLong: numberOf,
  $numberDouble: numberOf,
  $numberDecimal: numberOf,
  // Of the oplog: seconds, and a number among those of the same second.
  $timestamp: (held) => (isObject(held) ? held.t : held),
  $binary: (held) => uuidIn(held) ?? { $binary: held },
};

/** How DynamoDB writes every value. */
const dynamo: typeof mongo = {
  S: (held) => held,
  N: numberOf,
  BOOL: (held) => held,
  NULL: () => null,
  B: (held) => held,
  SS: (held) => held,
  NS: (held) => (Array.isArray(held) ? held.map(numberOf) : held),
  BS: (held) => held,
  M: (held) => (isObject(held) ? members(held, dynamo) : held),
  L: (held) => (Array.isArray(held) ? held.map((each) => plainOf(each, dynamo)) : held),
};

/** A UUID, which is binary of a type of its own. */
function uuidIn(held: unknown): string | undefined {
  if (!isObject(held) || held.subType !== "04" || typeof held.base64 !== "string") return undefined;
  const hex = Buffer.from(held.base64, "base64").toString("hex");
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") : undefined;
}

/** What is no number of JSON, as NaN, stays the text that it is. */
function numberOf(held: unknown): unknown {
  if (typeof held !== "string" || !/^-?\d/.test(held)) return held;
  try {
    return parseExact(held);
  } catch {
    // A number in another notation.
    return held;
  }
}

/** The type that an object names, where it is nothing but a value with one. */
function typeIn(value: unknown, types: typeof mongo): string | undefined {
  if (!isObject(value)) return undefined;
  const [type, ...more] = Object.keys(value);
  return type !== undefined && more.length === 0 && Object.hasOwn(types, type) ? type : undefined;
}

function plainOf(value: unknown, types: typeof mongo): unknown {
  const type = typeIn(value, types);
  if (type !== undefined) return types[type]!((value as Json)[type]);
  if (Array.isArray(value)) return value.map((each) => plainOf(each, types));
  return isObject(value) ? members(value, types) : value;
}

const members = (object: Json, types: typeof mongo): Json =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, plainOf(value, types)]));

const holdsType = (value: unknown, types: typeof mongo): boolean =>
  typeIn(value, types) !== undefined ||
  (typeof value === "object" &&
    value !== null &&
    Object.values(value).some((held) => holdsType(held, types)));

/** Whether all attributes of an object have their types, as those of an item of DynamoDB. */
const isItem = (item: unknown): item is Json =>
  isObject(item) &&
  Object.keys(item).length > 0 &&
  Object.values(item).every((value) => typeIn(value, dynamo) !== undefined);

/**
 * The document of MongoDB or of DynamoDB (an item by itself, or `{"Item": …}`), or those of a scan (`{"Items": […],
 * "Count": 2}`), without the types; undefined of any other.
 * @param isRead whether somebody reads the types by a name of theirs
 */
export function untyped(document: Json, isRead: (name: string) => boolean): Json[] | undefined {
  const { Item: item, ...more } = document;
  if (isItem(item) && Object.keys(more).length === 0 && !isRead("Item")) return [members(item, dynamo)];
  const { Items: items, Count: count } = document;
  if (Array.isArray(items) && count === items.length && count > 0 && items.every(isItem) && !isRead("Items"))
    return items.map((each) => members(each, dynamo));
  if (isItem(document) && !Object.keys(dynamo).some(isRead)) return [members(document, dynamo)];
  return holdsType(document, mongo) && !Object.keys(mongo).some(isRead)
    ? [members(document, mongo)]
    : undefined;
}
