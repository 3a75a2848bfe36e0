import path from "node:path";
import type { Column, GlueTableDefinition } from "../interpret/plan.ts";
import { duckType, literal, quoted } from "./hive-type.ts";
import { type Files, filesOf, type PartitionLayout } from "./partitions.ts";
import { projectedIntegers } from "./projection.ts";

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
const JSON_SERDES = ["org.openx.data.jsonserde.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe"];

/**
 * The statement that makes a declared table readable. Which files it reads, variables of the connection say, a list each for
 * those that have the same columns: where DuckDB is to find out by itself what columns files have (`union_by_name`), it
 * opens all of them for each mention of the table in a query, before a condition spares it any.
 * @param lists names of the variables
 */
export function createView(
  table: GlueTableDefinition,
  layout: PartitionLayout,
  lists: readonly string[],
): string {
  const name = `${quoted(table.database)}.${quoted(table.name)}`;
  const columns = `SELECT ${table.columns.map(nothing).join(", ")}`;
  if (lists.length === 0)
    return `CREATE OR REPLACE VIEW ${name} AS ${columns}${table.partitionKeys.map((key) => `, ${nothing(key)}`).join("")} WHERE false`;
  const value = valueIn(layout);
  const keys = table.partitionKeys.map((key) => `${partition(table, key, value)} AS ${quoted(key.name)}`);
  const read = lists.map((list) => `UNION ALL BY NAME SELECT * FROM ${reader(table, list)}`);
  // A column that no file has yet is null, as on Athena.
  const rows = `${columns} WHERE false ${read.join(" ")}`;
  return `CREATE OR REPLACE VIEW ${name} AS SELECT ${[...table.columns.map(cast), ...keys].join(", ")} FROM (${rows})`;
}

/** What lies under a table's location, by partition. */
export function declaredFiles(table: GlueTableDefinition, layout: PartitionLayout, now: number): Files[] {
  return filesOf(table, layout, endingOf(table), now);
}

const cast = ({ name, type }: Column): string =>
  `CAST(${quoted(name)} AS ${duckType(type)}) AS ${quoted(name)}`;
const nothing = ({ name, type }: Column): string => `CAST(NULL AS ${duckType(type)}) AS ${quoted(name)}`;

export function formatOf(table: GlueTableDefinition): "parquet" | "json" {
  if (table.serde === PARQUET) return "parquet";
  if (JSON_SERDES.includes(table.serde)) return "json";
  throw new Error(`The table ${table.name} is read by ${table.serde}, which local queries do not run.`);
}

const endingOf = (table: GlueTableDefinition): string => (formatOf(table) === "parquet" ? ".parquet" : ".gz");

/** Not by DuckDB's own hive partitioning: a folder below the partition hides the column of its name there. */
function reader(table: GlueTableDefinition, list: string): string {
  const files = `getvariable(${literal(list)})`;
  if (formatOf(table) === "parquet") return `read_parquet(${files}, hive_partitioning=false, filename=true)`;
  const columns = table.columns.map(({ name, type }) => `${literal(name)}: ${literal(duckType(type))}`);
  const options = [
    "format='newline_delimited'",
    "compression='gzip'",
    "hive_partitioning=false",
    "filename=true",
    // A failed event carries its payload: a row can be as large as a record.
    "maximum_object_size=33554432",
    `columns={${columns.join(", ")}}`,
  ];
  return `read_json(${files}, ${options.join(", ")})`;
}

type ValueIn = (key: string) => string;

/** The text that stands for a key in a file's path. DuckDB reads no file whose path a condition on it rules out. */
function valueIn({ folder, pattern, keys }: PartitionLayout): ValueIn {
  const whole = `^${path
    .join(folder)
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replace(/\/?$/, "/")}${pattern}`;
  return (key) => `regexp_extract(filename, ${literal(whole)}, ${keys.indexOf(key) + 1})`;
}

/** DuckDB rules no file out by a cast, which might fail: whole numbers are spelt out where the table says which there are. */
function partition(table: GlueTableDefinition, { name, type }: Column, value: ValueIn): string {
  const numbers = projectedIntegers(table, name);
  if (numbers === undefined || numbers.length > MAX_SPELT)
    return `TRY_CAST(${value(name)} AS ${duckType(type)})`;
  const cases = numbers.map((text) => `WHEN ${literal(text)} THEN ${Number(text)}`).join(" ");
  return `CAST(CASE ${value(name)} ${cases} END AS ${duckType(type)})`;
}

const MAX_SPELT = 1000;
