import { rawFields } from "../../shared/event/raw.ts";
import { matched } from "./column-names.ts";
import { exactNumber } from "./exact-number.ts";
import { isNullWord, NULL_EVERYWHERE } from "./null-words.ts";

/** A cell as the schema wants its attribute; the text that it is where it is no such value, which the checks then tell. */
type Read = (cell: string) => unknown;

/** Rows of raw events as documents: each cell has the type that the schema gives its attribute. */
export function nativeColumns(
  names: readonly string[],
): (cells: readonly string[]) => Record<string, unknown> {
  const attributes = matched(new Map(Object.keys(rawFields).map((name) => [name, [name]])), names);
  const attributeOf = new Map([...attributes].map(([attribute, column]) => [column, attribute]));
  const columns = names.map((name, at) => {
    const path = attributeOf.get(name) ?? name;
    return { at, path, ...placeOf(path), read: readers.get(path) ?? text };
  });
  // A map as a whole goes before its keys.
  columns.sort((one, other) => Number(one.map !== undefined) - Number(other.map !== undefined));
  return (cells) => {
    const event: Record<string, unknown> = {};
    for (const { at, path, map, key, read } of columns) {
      const cell = cells[at] ?? "";
      const value = cell === "" || cell === NULL_EVERYWHERE ? undefined : read(cell);
      if (value === undefined) continue;
      if (map !== undefined && !(map in event)) event[map] = {};
      const keys = map === undefined ? event : event[map];
      if (isObject(keys) && !Object.hasOwn(keys, key)) define(keys, key, value);
      else define(event, path, value);
    }
    return event;
  };
}

const MAP_KEY = /^(metadata|properties)\.(.+)$/s;

/** `properties.colour` is a key of a map. */
function placeOf(name: string): { map: string | undefined; key: string } {
  const [, map, key] = MAP_KEY.exec(name) ?? [];
  return map === undefined ? { map, key: name } : { map, key: key! };
}

function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  // A key of that name is a key as well, and assigned it would be a prototype.
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Read = (cell) => cell;
const unlessNull =
  (read: Read): Read =>
  (cell) =>
    isNullWord(cell) ? undefined : read(cell);

const number = unlessNull((cell) => exactNumber(cell) ?? cell);
/** Milliseconds from 1973 on. Shorter numbers are more likely seconds, or a date, than an instant near 1970. */
const EPOCH_MS = /^\s*\d{12,15}(?:\.0*)?\s*$/;
const instant = unlessNull((cell) => (EPOCH_MS.test(cell) ? Number(cell) : cell));
const flag = unlessNull((cell) => ({ true: true, false: false })[cell.trim().toLowerCase()] ?? cell);

const map: Read = (cell) => {
  try {
    const value: unknown = JSON.parse(cell);
    return isObject(value) ? value : cell;
  } catch {
    // It is the text that it is, and the schema says what is wrong with that.
    return cell;
  }
};

const byColumn: Record<string, Read> = {
  double: number,
  int: number,
  bigint: number,
  boolean: flag,
  timestamp: instant,
  "map<string,string>": map,
};

const readers: ReadonlyMap<string, Read> = new Map(
  Object.entries(rawFields).map(([name, field]) => [
    name,
    byColumn[(field as unknown as { column: string }).column] ?? text,
  ]),
);
