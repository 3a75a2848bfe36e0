import type { SchemaElement } from "hyparquet-writer";
import { isUtc, parseUtc } from "../event/time.ts";
import { isObject } from "../json/exact.ts";
import { PLAIN, plainObject } from "./plain.ts";
import type { SimpleType } from "./simple-type.ts";

/** A Glue type, which is the Parquet type as well. */
export type ColumnType = SimpleType | `array<struct<${string}>>`;

/** All that is to be known of a type of column. */
export interface ColumnKind {
  /** Whether a value of a stored event fits as it stands. What does not, Firehose would take out of the archive. */
  fits(value: unknown): boolean;
  /** Pattern of the JSON texts that need no conversion. */
  plain: string;
  parquet(name: string): SchemaElement[];
  /** A value that fits, as hyparquet-writer takes it. */
  parquetValue(value: unknown): unknown;
  /** Whether a reader can skip a file by what stands at its end about the column. */
  prunable: boolean;
}

const STRING = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
/** Both are needed: readers that see one alone take the instant for a local time. */
const INSTANT = {
  type: "INT64",
  converted_type: "TIMESTAMP_MILLIS",
  logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
} as const;

const scalar =
  (element: Omit<SchemaElement, "name">) =>
  (name: string): SchemaElement[] => [{ ...element, name, repetition_type: "OPTIONAL" }];

const map = (name: string): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "MAP" },
  { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
  { ...STRING, name: "key", repetition_type: "REQUIRED" },
  { ...STRING, name: "value", repetition_type: "OPTIONAL" },
];

const simple: Record<SimpleType, ColumnKind> = {
  string: kind("string", scalar(STRING), (value) => typeof value === "string"),
  double: kind("double", scalar({ type: "DOUBLE" }), (value) => typeof value === "number"),
  int: kind("int", scalar({ type: "INT32" }), (value) => (value as number) === ((value as number) | 0)),
  bigint: kind("bigint", scalar({ type: "INT64" }), Number.isSafeInteger, (value) => BigInt(value as number)),
  boolean: kind("boolean", scalar({ type: "BOOLEAN" }), (value) => typeof value === "boolean"),
  timestamp: kind("timestamp", scalar(INSTANT), isUtc, (value) => BigInt(parseUtc(value as string))),
  "map<string,string>": { ...kind("map<string,string>", map, isTextMap, entriesOf), prunable: false },
};

function kind(
  type: SimpleType,
  parquet: ColumnKind["parquet"],
  fits: (value: unknown) => boolean,
  parquetValue: ColumnKind["parquetValue"] = (value) => value,
): ColumnKind {
  return { fits, plain: PLAIN[type], parquet, parquetValue, prunable: true };
}

function isTextMap(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (typeof value[name] !== "string") return false;
  return true;
}

function entriesOf(value: unknown): unknown {
  return Object.entries(value as object).map(([key, held]) => ({ key, value: held }));
}

const isSimple = (type: string): type is SimpleType => Object.hasOwn(simple, type);

/** Undefined of a type that no event is converted to. */
export function columnKind(type: string): ColumnKind | undefined {
  if (isSimple(type)) return simple[type];
  const types = typesInRows(type);
  return types && rowsKind(new Map([...types].map(([name, inner]) => [name, simple[inner]])));
}

/** What is converted, for a sentence. */
export const knownTypes = [...Object.keys(simple), "array<struct<…>>"].join(", ");

const ROWS = /^array<struct<(\w+:\w+(?:,\w+:\w+)*)>>$/;

/** The columns of a list of rows, each of a simple type; undefined of any other type. */
export function typesInRows(type: string): Map<string, SimpleType> | undefined {
  const columns = ROWS.exec(type)?.[1]
    ?.split(",")
    .map((column) => column.split(":") as [string, string]);
  if (!columns?.every(([, inner]) => isSimple(inner))) return undefined;
  return new Map(columns as [string, SimpleType][]);
}

function rowsKind(columns: ReadonlyMap<string, ColumnKind>): ColumnKind {
  const row = plainObject([...columns].map(([name, { plain }]) => ({ name, plain })));
  const fitsRow = (value: unknown): boolean => {
    if (!isObject(value)) return false;
    for (const name in value) {
      const held = value[name];
      const column = columns.get(name);
      if (column === undefined || (held !== null && !column.fits(held))) return false;
    }
    return true;
  };
  return {
    fits: (value) => Array.isArray(value) && value.every(fitsRow),
    plain: String.raw`\[(?:${row}(?:,${row})*)?\]`,
    parquet: (name) => [
      { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", repetition_type: "OPTIONAL", num_children: columns.size },
      ...[...columns].flatMap(([inner, { parquet }]) => parquet(inner)),
    ],
    parquetValue: (value) => (value as Record<string, unknown>[]).map((row) => parquetRow(row, columns)),
    prunable: false,
  };
}

const parquetRow = (row: Record<string, unknown>, columns: ReadonlyMap<string, ColumnKind>): unknown =>
  Object.fromEntries(
    Object.entries(row).map(([name, held]) => [
      name,
      held === null ? null : columns.get(name)!.parquetValue(held),
    ]),
  );
