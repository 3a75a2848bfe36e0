import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type CurateTick, curateHandler } from "../../functions/curate/handler.ts";
import type { CurateProgress } from "../../functions/curate/progress.ts";
import { eventPartitions, glueColumns } from "../../shared/columns/glue.ts";
import { CURATED_TABLE } from "../../shared/curated/statements.ts";
import { bound } from "../../shared/queries/declared.ts";
import { namedQueryFiles } from "../../shared/queries/named.ts";
import { archiveViews } from "../../shared/queries/views.ts";
import { rollups } from "../../shared/rollups/rollups.ts";
import { rollupTable, rollupView } from "../../shared/rollups/statements.ts";
import { literal } from "../local/runtime/athena/hive-type.ts";
import { startQueries } from "../local/runtime/athena/queries.ts";
import type { LocalQueries } from "../local/runtime/athena/types.ts";
import type { GlueTableDefinition } from "../local/runtime/interpret/plan.ts";
import { readRunFile } from "../query/run-file.ts";
import { type Filled, fillArchive, parquetFiles } from "./archive/fill.ts";
import { type ReadFigures, readByPlan } from "./archive/read.ts";

/** The queries that are measured. */
const MEASURED = ["funnel", "sessions", "retention_cohorts", "top_pages", "products"];

export interface ArchiveFigures {
  filled: Filled & { bytes: number };
  /** Seconds that curate took for everything. */
  curatedIn: number;
  /** By query, then by period: of the files that landed alone, and with the curated tables. */
  queries: { query: string; days: number; before: QueryFigures; after: QueryFigures }[];
}

type QueryFigures = ReadFigures & { seconds: number };

const table = (
  name: string,
  columns: GlueTableDefinition["columns"],
  keys: GlueTableDefinition["partitionKeys"],
) =>
  ({
    name,
    database: "db",
    columns,
    partitionKeys: keys,
    location: `s3://archive/${name}/`,
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: {},
    tableType: "EXTERNAL_TABLE",
  }) satisfies GlueTableDefinition;

const events = table("events", glueColumns(), [...eventPartitions]);
const view = (name: string, sql: string): GlueTableDefinition => ({
  ...events,
  name,
  location: "",
  view: sql,
});
const views = archiveViews.map(({ name, sql }) => view(name, sql));

/**
 * What queries read, and how long they take, of an archive that is filled with the events of a local run: of its files as
 * they land, and once curate has taken them over. What Iceberg would hold is written as Parquet, a file a day, as
 * compaction leaves it.
 * @param data folder of the run
 */
export async function benchArchiveQueries(
  data: string,
  wanted: number,
  say: (line: string) => void,
): Promise<ArchiveFigures> {
  const { buckets, outputs } = readRunFile(data);
  const root = mkdtempSync(path.join(tmpdir(), "clickstream-archive-"));
  const folderOf = (bucket: string) => path.join(root, bucket);
  try {
    const run = path.join(data, buckets, String(outputs.archive_bucket), "events");
    const landed = path.join(folderOf("archive"), "events");
    const filled = await fillArchive(run, landed, wanted, Date.now());
    const bytes = parquetFiles(landed).reduce((sum, file) => sum + file.bytes, 0);
    say(
      `${filled.events} events of ${filled.first} to ${filled.last} in ${filled.files} files of ${mb(bytes)} MB`,
    );
    const tables = { file: path.join(root, "tables.duckdb"), reads: false };
    const first = await startQueries(
      { databases: ["db"], tables: [events, ...views], queries: [] },
      folderOf,
      tables,
    );
    const curate = curator(first, landed, filled);
    await curate({ prepare: true });
    const before = await measured(first, root, filled);
    say("measured what landed alone; now it is curated …");
    const begun = performance.now();
    await curate({});
    const curatedIn = (performance.now() - begun) / 1000;
    first.close();
    await asParquet(tables.file, folderOf("archive"));
    const { through, tables: declared } = curatedCatalogue(filled);
    const second = await startQueries({ databases: ["db"], tables: declared, queries: [] }, folderOf);
    say(`curated up to ${through}`);
    const after = await measured(second, root, filled);
    second.close();
    const queries = before.map(({ query, days, ...figures }, at) => {
      const { query: _q, days: _d, ...later } = after[at]!;
      return { query, days, before: figures, after: later };
    });
    return { filled: { ...filled, bytes }, curatedIn, queries };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The declared tables over what was written, as Athena sees Iceberg's. */
function curatedCatalogue({ last }: Filled) {
  const keys = [eventPartitions[0]!];
  const without = (columns: readonly { name: string; type: string }[]) =>
    columns.filter(({ name }) => name !== "dt").map(({ name, type }) => ({ name, type }));
  const tables = [
    events,
    table(CURATED_TABLE, without([...glueColumns(), ...eventPartitions]), keys),
    ...rollups.map((rollup) => table(rollupTable(rollup), without(rollup.columns), keys)),
    ...rollups.map((rollup) =>
      view(rollup.name, rollupView(rollup, last).replace(/^create or replace view \w+ as\n/, "")),
    ),
    ...views,
  ];
  return { through: last, tables };
}

/** The curating function over the local Athena. Each call goes on where the one before ended. */
function curator(queries: LocalQueries, landed: string, filled: Filled) {
  let stored: CurateProgress | undefined;
  const results: (string | null)[][][] = [];
  const handler = curateHandler({
    async start(sql) {
      results.push((await queries.run(sql)).rows as (string | null)[][]);
      return String(results.length - 1);
    },
    ended: async (id) => results[Number(id)]!,
    async *landed() {
      for (const { file } of parquetFiles(landed))
        yield { key: `events/${file}`, modified: Date.parse(filled.last) };
    },
    progress: {
      read: async () => stored,
      write: async (progress) => {
        stored = progress;
      },
    },
    columns: [...glueColumns(), ...eventPartitions],
    rollups,
    database: "db",
    folder: "s3://archive/",
    keepDays: 36_500,
    now: Date.now,
    report() {},
  });
  return (tick: CurateTick) => handler(tick, { deadline: Number.POSITIVE_INFINITY } as never);
}

async function asParquet(file: string, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(file, { threads: "2" });
  const connection = await instance.connect();
  for (const name of [CURATED_TABLE, ...rollups.map((rollup) => rollupTable(rollup))])
    await connection.run(
      `copy (from db.${name}) to ${literal(path.join(folder, name))} (format parquet, compression zstd, partition_by (dt))`,
    );
  instance.closeSync();
}

async function measured(queries: LocalQueries, root: string, { first, last }: Filled) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `create table footers as select file_name, path_in_schema, total_compressed_size from parquet_metadata(${literal(`${root}/archive/**/*.parquet`)})`,
  );
  const all: ({ query: string; days: number } & QueryFigures)[] = [];
  for (const query of MEASURED)
    for (const since of [last, first]) {
      const { sql } = namedQueryFiles().find(({ name }) => name === query)!;
      const asked = bound(sql, { since, until: last });
      const { rows } = await queries.runBound({
        ...asked,
        sql: `explain (analyze, format json) ${asked.sql}`,
      });
      const plan = rows.map((row) => String(row.at(-1))).join("\n");
      const { seconds } = await queries.runBound(asked);
      all.push({ query, days: since === last ? 1 : 30, ...(await readByPlan(connection, plan)), seconds });
    }
  instance.closeSync();
  return all;
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);

export function archiveTable({ filled, curatedIn, queries }: ArchiveFigures): string {
  const lines = queries.map(({ query, days, before, after }) =>
    [
      query.padEnd(18),
      String(days).padStart(4),
      ...[before, after].flatMap(({ files, bytes, seconds }) => [
        String(files).padStart(8),
        mb(bytes).padStart(9),
        seconds.toFixed(2).padStart(8),
      ]),
    ].join(" "),
  );
  return `${filled.events} events, ${filled.files} files, ${mb(filled.bytes)} MB; curated in ${curatedIn.toFixed(0)} s

                        landed alone                with the curated tables
query              days    files        MB        s    files        MB        s
${lines.join("\n")}
`;
}
