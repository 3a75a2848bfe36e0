import { eventPartitions, glueColumns } from "../../../shared/columns/glue.ts";
import { CURATED_TABLE } from "../../../shared/curated/statements.ts";
import { archiveViews } from "../../../shared/queries/views.ts";
import { rollups } from "../../../shared/rollups/rollups.ts";
import { rollupTable, rollupView } from "../../../shared/rollups/statements.ts";
import type { Catalogue } from "../../local/runtime/athena/queries.ts";
import type { Column, GlueTableDefinition } from "../../local/runtime/interpret/plan.ts";

/** The bucket, and the database, of the archive that is measured. */
export const ARCHIVE = "archive";
export const DATABASE = "db";

const events = table("events", glueColumns(), [...eventPartitions]);
const views = archiveViews.map(({ name, sql }) => view(name, sql));

/** What landed, and the views of it. */
export const landedCatalogue: Catalogue = { databases: [DATABASE], tables: [events, ...views], queries: [] };

/**
 * The same once curate has taken everything over: its tables over the Parquet files that Iceberg would hold, and the rollups
 * by their tables.
 * @param last day that they hold
 */
export function curatedCatalogue(last: string): Catalogue {
  const day = [eventPartitions[0]!];
  const tables = [
    events,
    table(CURATED_TABLE, withoutDay([...glueColumns(), ...eventPartitions]), day),
    ...rollups.map((rollup) => table(rollupTable(rollup), withoutDay(rollup.columns), day)),
    ...rollups.map((rollup) => view(rollup.name, queryOf(rollupView(rollup, last)))),
    ...views,
  ];
  return { databases: [DATABASE], tables, queries: [] };
}

/** The tables that curate fills. */
export const curatedTables: readonly string[] = [
  CURATED_TABLE,
  ...rollups.map((rollup) => rollupTable(rollup)),
];

function table(name: string, columns: Column[], partitionKeys: Column[]): GlueTableDefinition {
  return {
    name,
    database: DATABASE,
    columns,
    partitionKeys,
    location: `s3://${ARCHIVE}/${name}/`,
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: {},
    tableType: "EXTERNAL_TABLE",
  };
}

function view(name: string, sql: string): GlueTableDefinition {
  return { ...table(name, [], []), location: "", view: sql };
}

/** The day is a folder there. */
const withoutDay = (columns: readonly Column[]): Column[] =>
  columns.filter(({ name }) => name !== "dt").map(({ name, type }) => ({ name, type }));

const queryOf = (statement: string): string => statement.replace(/^create or replace view \w+ as\n/, "");
