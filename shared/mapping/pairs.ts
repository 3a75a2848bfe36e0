import { parsePath, valueAt, withValueAt } from "./path.ts";
import type { SourceMapping } from "./source-mapping.ts";

type Pairs = NonNullable<SourceMapping["pairs"]>[number];

/** A document with its lists of keys and values read as objects: `[{key: "a", value: {int_value: 1}}]` → `{a: 1}`. */
export function withPairs(document: object, lists: readonly Pairs[]): object {
  return lists.reduce((read, pairs) => {
    const path = parsePath(pairs.path);
    const object = objectOf(valueAt(read, path), pairs);
    return object === undefined ? read : withValueAt(read, path, object);
  }, document);
}

/** Undefined for a list that is not made of distinct pairs alone: it is better kept as it is than read in part. */
function objectOf(list: unknown, { key, value }: Pairs): object | undefined {
  if (!Array.isArray(list)) return undefined;
  const read = new Map<string, unknown>();
  for (const entry of list) {
    const names = typeof entry === "object" && entry !== null ? Object.keys(entry) : [];
    const isPair = names.length === 2 && names.includes(key) && names.includes(value);
    if (!isPair || typeof entry[key] !== "string" || read.has(entry[key])) return undefined;
    read.set(entry[key], single(entry[value]));
  }
  return Object.fromEntries(read);
}

/** A typed value, `{string_value: "a", int_value: null}`, is the one that is set. */
function single(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const set = Object.values(value).filter((held) => held !== null);
  return set.length === 1 ? set[0] : value;
}
