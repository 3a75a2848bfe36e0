import { knownTypes, typesInRows } from "../../../../../shared/columns/column-kinds.ts";
import type { TableColumn } from "../../../../../shared/columns/glue.ts";
import type { SimpleType } from "../../../../../shared/columns/simple-type.ts";
import { isStorable } from "../../../../../shared/event/epoch.ts";
import { readIso } from "../../../../../shared/event/iso.ts";
import { formatUtc, parseUtc } from "../../../../../shared/event/time.ts";
import { isObject } from "../../../../../shared/json/exact.ts";

/**
 * A JSON value as the OpenX JSON SerDe reads it for Firehose into a column, in the form that every reader of JSON takes
 * alike. `FAILED` is a value that the type cannot hold.
 */
type ReadValue = (value: unknown) => unknown;

export const FAILED = Symbol("conversion failed");

/** By type of column. */
export const readers: Readonly<Record<SimpleType, ReadValue>> = {
  string: text,
  double: real,
  int: (value: unknown) => whole(value, -2147483648, 2147483647),
  bigint: long,
  boolean: flag,
  timestamp: instant,
  "map<string,string>": textMap,
};

/** Half a surrogate pair is no text to anybody else. */
function text(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function real(value: unknown): unknown {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : FAILED;
}

function whole(value: unknown, min: number, max: number): unknown {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= min && (number as number) <= max ? number : FAILED;
}

function long(value: unknown): unknown {
  if (Number.isSafeInteger(value)) return value;
  if (typeof value !== "string" || !/^[+-]?\d{1,19}$/.test(value)) return FAILED;
  const exact = BigInt(value.replace("+", ""));
  // As digits, since a number of JSON.stringify would be rounded.
  return BigInt.asIntN(64, exact) === exact ? String(exact) : FAILED;
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
  return Number.isNaN(ms) ? FAILED : formatUtc(ms);
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
  const map: Record<string, string | null> = Object.create(null);
  for (const [key, held] of Object.entries(value)) map[text(key)] = held === null ? null : text(held);
  return map;
}

/** Reads a row of the table; says which value does not fit by throwing a `Misfit`. */
export type ReadRow = (row: Record<string, unknown>) => Record<string, unknown>;

export class Misfit extends Error {}

/** Throws a sentence for a column type that cannot be converted. */
export function rowReader(columns: readonly TableColumn[]): ReadRow {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), withReader(column)]));
  return (row) => {
    const found: Record<string, unknown> = {};
    for (const name in row) {
      const value = row[name];
      // Names match in any case; what has no column is left out.
      const column = byName.get(name) ?? byName.get(name.toLowerCase());
      if (column === undefined || value === undefined || value === null) continue;
      const converted = column.read(value);
      if (converted === FAILED) throw new Misfit(`${column.name}: ${shown(value)} is no ${column.type}`);
      found[column.name] = converted;
    }
    return found;
  };
}

function withReader({ name, type }: TableColumn): TableColumn & { read: ReadValue } {
  const inner = typesInRows(type);
  const read = inner === undefined ? readers[type as SimpleType] : rowsReader(inner);
  if (read !== undefined) return { name, type, read };
  throw new Error(`The column ${name} has the type ${type}; those converted are ${knownTypes}.`);
}

function rowsReader(types: ReadonlyMap<string, SimpleType>): ReadValue {
  const read = rowReader([...types].map(([name, type]) => ({ name, type })));
  return (value) => {
    if (!Array.isArray(value) || !value.every((row) => row === null || isObject(row))) return FAILED;
    try {
      return value.map((row) => row && read(row));
    } catch (error) {
      // What does not fit in a row does not fit the list.
      if (error instanceof Misfit) return FAILED;
      throw error;
    }
  };
}

/** Only its kind and size: the message stands in an error file beside the data, and in logs. */
function shown(value: unknown): string {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  return Array.isArray(value) ? "an array" : "an object";
}
