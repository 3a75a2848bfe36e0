import type { FieldRule, Fields, KindName } from "../../shared/event/kind.ts";
import { rawFields } from "../../shared/event/raw.ts";
import { isObject } from "../../shared/json/exact.ts";
import { exactNumber } from "../../shared/json/exact-number.ts";
import { jsonIn } from "../../shared/json/json-in.ts";
import { matched } from "./column-names.ts";
import { isNumbered, unfloated } from "./float-columns.ts";
import { isNullWord, NULL_EVERYWHERE } from "./null-words.ts";

/**
 * A cell as the type that the schema gives its attribute. A cell that is no such value stays text, and the checks
 * report it.
 */
type Read = (cell: string) => unknown;

/** Rows of raw events as documents: each cell has the type that the schema gives its attribute. */
export function nativeColumns(
  names: readonly string[],
  floats: ReadonlySet<string>,
  fields: Fields = rawFields,
): (cells: readonly string[]) => Record<string, unknown> {
  const kinds = new Map(Object.entries(fields).map(([name, field]) => [name, (field as FieldRule).kind]));
  const placeOf = placing([...kinds.keys()].filter((name) => kinds.get(name) === "textMap"));
  const readerOf = (name: string): Read => byKind[kinds.get(name) ?? "text"];
  const attributes = matched(new Map([...kinds.keys()].map((name) => [name, [name]])), names);
  const attributeOf = new Map([...attributes].map(([attribute, column]) => [column, attribute]));
  const columns = names.map((name, at) => {
    const path = attributeOf.get(name) ?? name;
    const read = floats.has(name) && isNumbered(path) ? unfloated : readerOf(path);
    return { at, path, ...placeOf(path), read };
  });
  // A column with a whole map is read first, so that columns with single keys can add to it.
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

/** `properties.colour` is a key of a map. */
function placing(maps: readonly string[]): (name: string) => { map: string | undefined; key: string } {
  const mapKey = new RegExp(`^(${maps.join("|")})\\.(.+)$`, "s");
  return (name) => {
    const [, map, key] = mapKey.exec(name) ?? [];
    return map === undefined ? { map, key: name } : { map, key: key! };
  };
}

function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  // Defined, not assigned: assigning a key `__proto__` would set the prototype.
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

const text: Read = (cell) => cell;
const unlessNull =
  (read: Read): Read =>
  (cell) =>
    isNullWord(cell) ? undefined : read(cell);

const number = unlessNull((cell) => exactNumber(cell) ?? cell);
/** Milliseconds from 1973 on. Shorter numbers are more likely seconds, or a date, than an instant near 1970. */
const EPOCH_MS = /^\s*\d{12,15}(?:\.0*)?\s*$/;
const instant = unlessNull((cell) => (EPOCH_MS.test(cell) ? Number(cell) : cell));
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);
const flag = unlessNull((cell) => FLAGS.get(cell.trim().toLowerCase()) ?? cell);

/**
 * The JSON that the cell holds. If it holds other JSON, or none, or very many levels, it stays text, and the schema check
 * reports it.
 */
const jsonOf =
  (isWanted: (value: unknown) => boolean): Read =>
  (cell) => {
    const value = jsonIn(cell);
    return isWanted(value) ? value : cell;
  };

const byKind: Readonly<Record<KindName, Read>> = {
  text,
  url: text,
  code: text,
  zone: text,
  choice: text,
  country: text,
  address: text,
  key: text,
  id: text,
  currency: text,
  count: number,
  pixels: number,
  whole: number,
  long: number,
  real: number,
  flag,
  instant,
  utc: text,
  textMap: jsonOf(isObject),
  rows: jsonOf(Array.isArray),
};
