import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Column, TableDefinition } from "../interpret/plan.ts";
import { duckType, literal, quoted } from "./hive-type.ts";

/** Where a bucket's objects are on disk. */
export type FolderOf = (bucket: string) => string;

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
const JSON_SERDES = ["org.openx.data.jsonserde.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe"];

/** The statement that makes a declared table readable as it stands now: files come and go between queries. */
export function createView(table: TableDefinition, folderOf: FolderOf): string {
  const name = `${quoted(table.database)}.${quoted(table.name)}`;
  if (table.view !== undefined) return `CREATE OR REPLACE VIEW ${name} AS ${table.view}`;
  const columns = [...table.columns, ...table.partitionKeys];
  const folder = folderOfTable(table, folderOf);
  const extension = formatOf(table) === "parquet" ? ".parquet" : ".gz";
  const rows = hasFile(folder, extension)
    ? `SELECT ${columns.map(cast).join(", ")} FROM ${reader(table, folder)}${projection(table)}`
    : `SELECT ${columns.map(nothing).join(", ")} WHERE false`;
  return `CREATE OR REPLACE VIEW ${name} AS ${rows}`;
}

const cast = ({ name, type }: Column): string =>
  `CAST(${quoted(name)} AS ${duckType(type)}) AS ${quoted(name)}`;
const nothing = ({ name, type }: Column): string => `CAST(NULL AS ${duckType(type)}) AS ${quoted(name)}`;

function formatOf(table: TableDefinition): "parquet" | "json" {
  if (table.serde === PARQUET) return "parquet";
  if (JSON_SERDES.includes(table.serde)) return "json";
  throw new Error(`The table ${table.name} is read by ${table.serde}, which local queries do not run.`);
}

export function folderOfTable(table: TableDefinition, folderOf: FolderOf): string {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(table.location) ?? [];
  if (bucket === undefined) throw new Error(`The table ${table.name} has no s3:// location.`);
  return path.join(folderOf(bucket), prefix ?? "");
}

function reader(table: TableDefinition, folder: string): string {
  if (formatOf(table) === "parquet") {
    const files = literal(path.join(folder, "**/*.parquet"));
    return `read_parquet(${files}, hive_partitioning=true, hive_types_autocast=false, union_by_name=true)`;
  }
  const columns = table.columns.map(({ name, type }) => `${literal(name)}: ${literal(duckType(type))}`);
  const options = [
    "format='newline_delimited'",
    "compression='gzip'",
    "hive_partitioning=true",
    "hive_types_autocast=false",
    // A failed event carries its payload: a row can be as large as a record.
    "maximum_object_size=33554432",
    `columns={${columns.join(", ")}}`,
  ];
  return `read_json(${literal(path.join(folder, "**/*.gz"))}, ${options.join(", ")})`;
}

/** With partition projection Athena sees the listed values of an enum partition and no others. */
function projection(table: TableDefinition): string {
  if (table.parameters["projection.enabled"] !== "true") return "";
  const conditions = table.partitionKeys.flatMap(({ name }) => {
    if (table.parameters[`projection.${name}.type`] !== "enum") return [];
    const values = (table.parameters[`projection.${name}.values`] ?? "")
      .split(",")
      .map((value) => literal(value.trim()));
    return [`${quoted(name)} IN (${values.join(", ")})`];
  });
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

function hasFile(folder: string, extension: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? hasFile(path.join(folder, entry.name), extension) : entry.name.endsWith(extension),
  );
}
