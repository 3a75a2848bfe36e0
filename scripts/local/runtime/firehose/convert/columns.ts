import type { SchemaElement } from "hyparquet";
import type { Column } from "../../interpret/plan.ts";

/** A value that the column's type cannot take. */
export class ConversionError extends Error {
  override name = "ConversionError";
}

/** How one Glue type is read from JSON by the OpenX rules and written to Parquet. */
interface Kind {
  read(value: unknown): unknown;
  schema(name: string): SchemaElement[];
}

const refuse = (value: unknown, type: string): never => {
  const found =
    typeof value === "string" ? "a text" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw new ConversionError(`${found} where the column is ${type}`);
};

const leaf =
  (element: Omit<SchemaElement, "name" | "repetition_type">) =>
  (name: string): SchemaElement[] => [{ ...element, name, repetition_type: "OPTIONAL" }];

/** A whole number, also as text. */
function whole(value: unknown, type: string, min: number, max: number): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < min || number > max)
    return refuse(value, type);
  return number;
}

function real(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && !Number.isNaN(number) ? number : refuse(value, "double");
}

function flag(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  return value === "true" || (value === "false" ? false : refuse(value, "boolean"));
}

const TEXT_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z)?)?$/;

/** Epoch ms of ISO 8601 with Z, `yyyy-MM-dd HH:mm:ss`, or a number of epoch seconds or milliseconds. */
function time(value: unknown): bigint {
  const numeric = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof numeric === "number" && Number.isFinite(numeric)) {
    return BigInt(Math.trunc(Math.abs(numeric) < 1e11 ? numeric * 1000 : numeric));
  }
  const match = typeof value === "string" ? TEXT_TIME.exec(value) : null;
  const ms = match ? Date.parse(`${match[1]}T${match[2] ?? "00:00:00"}Z`) : Number.NaN;
  return Number.isNaN(ms) ? refuse(value, "timestamp") : BigInt(ms);
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function textMap(value: unknown): { key: string; value: string | undefined }[] {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return refuse(value, "map<string,string>");
  return Object.entries(value).map(([key, item]) => ({
    key,
    value: item === null ? undefined : asText(item),
  }));
}

const INT = 2 ** 31;
const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

const kinds: Record<string, Kind> = {
  string: { read: asText, schema: leaf(text) },
  int: { read: (value) => whole(value, "int", -INT, INT - 1), schema: leaf({ type: "INT32" }) },
  bigint: {
    read: (value) => BigInt(whole(value, "bigint", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
    schema: leaf({ type: "INT64" }),
  },
  double: { read: real, schema: leaf({ type: "DOUBLE" }) },
  boolean: { read: flag, schema: leaf({ type: "BOOLEAN" }) },
  timestamp: {
    read: time,
    // Both, else readers disagree on whether the instant is UTC.
    schema: leaf({
      type: "INT64",
      converted_type: "TIMESTAMP_MILLIS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
    }),
  },
  "map<string,string>": {
    read: textMap,
    schema: (name) => [
      { name, repetition_type: "OPTIONAL", converted_type: "MAP", num_children: 1 },
      { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
      { name: "key", repetition_type: "REQUIRED", ...text },
      { name: "value", repetition_type: "OPTIONAL", ...text },
    ],
  },
};

/** Throws a sentence for a column type that the local conversion does not write. */
export function checkColumns(table: string, columns: readonly Column[]): void {
  const odd = columns.find(({ type }) => !(type in kinds));
  if (odd)
    throw new Error(
      `The column ${odd.name} of ${table} is ${odd.type}, which the local Firehose does not convert.`,
    );
}

export const kindOf = (column: Column): Kind => kinds[column.type]!;
