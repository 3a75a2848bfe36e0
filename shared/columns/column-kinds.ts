import type { SchemaElement } from "hyparquet-writer";
import { parseUtc } from "../event/time.ts";
import { isObject } from "../json/exact.ts";
import { PLAIN, plainObject } from "./plain.ts";
import { type Read, readers, rowsReader, type SimpleType } from "./serde.ts";

/** A Glue type, which is the Parquet type as well. */
export type ColumnType = SimpleType | `array<struct<${string}>>`;

/** All that is to be known of a type of column. */
export interface ColumnKind {
  /** From JSON, as the OpenX JSON SerDe reads it for Firehose. */
  read: Read;
  /** Whether a value of a stored event fits as it stands. What does not, Firehose would take out of the archive. */
  fits(value: unknown): boolean;
  /** Pattern of the JSON texts that need no conversion. */
  plain: string;
  parquet(name: string): SchemaElement[];
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
  bigint: kind("bigint", scalar({ type: "INT64" }), Number.isSafeInteger),
  boolean: kind("boolean", scalar({ type: "BOOLEAN" }), (value) => typeof value === "boolean"),
  timestamp: kind("timestamp", scalar(INSTANT), isStoredInstant),
  "map<string,string>": { ...kind("map<string,string>", map, isTextMap), prunable: false },
};

function kind(
  type: SimpleType,
  parquet: ColumnKind["parquet"],
  fits: (value: unknown) => boolean,
): ColumnKind {
  return { read: readers[type], fits, plain: PLAIN[type], parquet, prunable: true };
}

function isStoredInstant(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(parseUtc(value));
}

function isTextMap(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (typeof value[name] !== "string") return false;
  return true;
}

const isSimple = (type: string): type is SimpleType => Object.hasOwn(simple, type);

/** Undefined of a type that no event is converted to. */
export function columnKind(type: string): ColumnKind | undefined {
  if (isSimple(type)) return simple[type];
  const columns = columnsOfRows(type);
  return columns && rowsKind(columns);
}

/** What is converted, for a sentence. */
export const knownTypes = [...Object.keys(simple), "array<struct<…>>"].join(", ");

const ROWS = /^array<struct<(\w+:\w+(?:,\w+:\w+)*)>>$/;

/** The columns of a list of rows, each of a simple type but for maps; undefined of any other type. */
function columnsOfRows(type: string): Map<string, ColumnKind> | undefined {
  const columns = ROWS.exec(type)?.[1]
    ?.split(",")
    .map((column) => column.split(":") as [string, string]);
  if (!columns?.every(([, inner]) => isSimple(inner))) return undefined;
  return new Map(columns.map(([name, inner]) => [name, simple[inner as SimpleType]]));
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
    read: rowsReader(new Map([...columns].map(([name, { read }]) => [name, read]))),
    fits: (value) => Array.isArray(value) && value.every(fitsRow),
    plain: String.raw`\[(?:${row}(?:,${row})*)?\]`,
    parquet: (name) => [
      { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", repetition_type: "OPTIONAL", num_children: columns.size },
      ...[...columns].flatMap(([inner, { parquet }]) => parquet(inner)),
    ],
    prunable: false,
  };
}
