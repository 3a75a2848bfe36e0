import { isObject } from "../json/exact.ts";
import { parsePath, valueAt, withValueAt } from "./path.ts";
import type { SourceMapping } from "./source-mapping.ts";

type Pairs = NonNullable<SourceMapping["pairs"]>[number];

/**
 * A document with its lists of keys and values read as objects: `[{key: "a", value: {int_value: 1}}]` → `{a: 1}`. An
 * object of such values, `{a: {value: 1}}`, is read the same way.
 */
export function withPairs(document: object, lists: readonly Pairs[]): object {
  return lists.reduce((read, pairs) => {
    const path = parsePath(pairs.path);
    const object = objectOf(entriesOf(valueAt(read, path), pairs));
    return object === undefined ? read : withValueAt(read, path, object);
  }, document);
}

/** Name, value and what is said of the value beside it. */
type Entry = [name: string, value: unknown, beside: Record<string, unknown>];

/** Undefined for what is not made of pairs alone: it is better kept as it is than read in part. */
function entriesOf(found: unknown, { key, value }: Pairs): Entry[] | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const entries = Array.isArray(found)
    ? found.map((entry) => pairOf(entry, key, value))
    : Object.entries(found).map(([name, entry]) => namedValue(name, entry, value));
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function pairOf(entry: unknown, key: string, value: string): Entry | undefined {
  if (!isObject(entry) || Object.keys(entry).length !== 2) return undefined;
  const { [key]: name, [value]: held } = entry;
  return typeof name === "string" && Object.hasOwn(entry, value) ? [name, ...single(held)] : undefined;
}

function namedValue(name: string, entry: unknown, value: string): Entry | undefined {
  if (!isObject(entry) || !Object.hasOwn(entry, value)) return undefined;
  const { [value]: held, ...beside } = entry;
  return [name, held, beside];
}

/** A typed value, `{string_value: "a", int_value: null, set_at: 1}`, is the one that is set; the rest stands beside it. */
function single(value: unknown): [value: unknown, beside: Record<string, unknown>] {
  if (!isObject(value)) return [value, {}];
  const set = Object.entries(value).filter(([, held]) => held !== null);
  const typed = set.filter(([type]) => type.endsWith("_value"));
  const [only, another] = typed.length > 0 ? typed : set;
  if (only === undefined || another !== undefined) return [value, {}];
  return [only[1], Object.fromEntries(set.filter((entry) => entry !== only))];
}

/** Undefined where two would have one name. */
function objectOf(entries: Entry[] | undefined): object | undefined {
  if (entries === undefined) return undefined;
  const named = entries.flatMap(([name, value, beside]): [string, unknown][] => [
    [name, value],
    ...Object.entries(beside).map(([key, held]): [string, unknown] => [`${name}.${key}`, held]),
  ]);
  const names = new Set(named.map(([name]) => name));
  return names.size === named.length ? Object.fromEntries(named) : undefined;
}
