import { isStorable } from "../event/epoch.ts";
import { readIso } from "../event/iso.ts";
import { parseUtc } from "../event/time.ts";
import { isObject } from "../json/exact.ts";

/**
 * JSON values → column values, as the OpenX JSON SerDe reads them for Firehose. `undefined` is null in the column;
 * `FAILED` is a value that the type cannot hold.
 */
export type Read = (value: unknown) => unknown;

export const FAILED = Symbol("conversion failed");

const ofSimple = {
  string: text,
  double: real,
  int: (value: unknown) => whole(value, -2147483648, 2147483647),
  bigint: long,
  boolean: flag,
  timestamp: instant,
  "map<string,string>": textMap,
} satisfies Record<string, Read>;

/** Types of columns that hold one value, or one map. */
export type SimpleType = keyof typeof ofSimple;

/** By type of column. */
export const readers: Readonly<Record<string, Read> & Record<SimpleType, Read>> = ofSimple;

function text(value: unknown): unknown {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function real(value: unknown): unknown {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : FAILED;
}

function whole(value: unknown, least: number, most: number): unknown {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= least && (number as number) <= most
    ? number
    : FAILED;
}

function long(value: unknown): unknown {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  if (typeof value !== "string" || !/^[+-]?\d{1,19}$/.test(value)) return FAILED;
  const exact = BigInt(value.replace("+", ""));
  return BigInt.asIntN(64, exact) === exact ? exact : FAILED;
}

function flag(value: unknown): unknown {
  if (typeof value === "boolean") return value;
  if (value === "true") return true;
  return value === "false" ? false : FAILED;
}

const WRITTEN_TIME =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z| \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)$/;

/** Below it an epoch number is in seconds: 1973 in milliseconds, 5138 in seconds. */
const FIRST_MILLISECONDS = 100_000_000_000;

/** ISO 8601 with Z, `yyyy-MM-dd HH:mm:ss` in UTC, epoch seconds or milliseconds; to milliseconds. */
function instant(value: unknown): unknown {
  const ms = typeof value === "string" ? writtenInstant(value) : epochInstant(value);
  return Number.isNaN(ms) ? FAILED : BigInt(ms);
}

function writtenInstant(value: string): number {
  const utc = parseUtc(value);
  if (!Number.isNaN(utc)) return utc;
  if (WRITTEN_TIME.test(value)) return stored(readIso(value)?.shown);
  return NUMBER.test(value) ? epochInstant(Number(value)) : Number.NaN;
}

function epochInstant(value: unknown): number {
  if (typeof value !== "number") return Number.NaN;
  return stored(Math.abs(value) < FIRST_MILLISECONDS ? Math.round(value * 1000) : value);
}

const stored = (ms = Number.NaN): number => (isStorable(ms) ? Math.trunc(ms) : Number.NaN);

/** Keys keep their case, values become text: only the names of columns are case-insensitive. */
function textMap(value: unknown): unknown {
  if (!isObject(value)) return FAILED;
  const entries: { key: string; value: unknown }[] = [];
  for (const [key, held] of Object.entries(value)) {
    entries.push({ key, value: held === null ? null : text(held) });
  }
  return entries;
}

/** Names of a row's columns match in any case, as those of the table; what has no column is left out. */
export function rowsReader(columns: ReadonlyMap<string, Read>): Read {
  return (value) => {
    if (!Array.isArray(value)) return FAILED;
    const rows = value.map((row) => rowOf(row, columns));
    return rows.includes(FAILED) ? FAILED : rows;
  };
}

function rowOf(value: unknown, columns: ReadonlyMap<string, Read>): unknown {
  if (value === null) return null;
  if (!isObject(value)) return FAILED;
  const row: Record<string, unknown> = {};
  for (const [name, held] of Object.entries(value)) {
    const key = columns.has(name) ? name : name.toLowerCase();
    const read = columns.get(key);
    if (read === undefined || held === null || held === undefined) continue;
    const found = read(held);
    if (found === FAILED) return FAILED;
    row[key] = found;
  }
  return row;
}
