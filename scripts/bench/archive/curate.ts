import { mkdirSync } from "node:fs";
import path from "node:path";
import { type CurateTick, curateHandler } from "../../../functions/curate/handler.ts";
import type { CurateProgress } from "../../../functions/curate/progress.ts";
import { eventPartitions, glueColumns } from "../../../shared/columns/glue.ts";
import { rollups } from "../../../shared/rollups/rollups.ts";
import { boundedDuckDb } from "../../local/runtime/athena/bounded-duckdb.ts";
import { literal } from "../../local/runtime/athena/hive-type.ts";
import type { LocalQueries } from "../../local/runtime/athena/types.ts";
import { ARCHIVE, curatedTables, DATABASE } from "./catalogue.ts";
import { parquetFiles } from "./fill.ts";

/** Longer than any archive is measured. */
const KEEP_DAYS = 36_500;

/**
 * The curating function over the local Athena. Each call goes on where the one before ended.
 * @param landed folder of the files
 * @param written when they were, epoch ms
 */
export function curating(queries: LocalQueries, landed: string, written: number) {
  let stored: CurateProgress | undefined;
  const results: (string | null)[][][] = [];
  const handler = curateHandler({
    async start(sql) {
      results.push((await queries.run(sql)).rows as (string | null)[][]);
      return String(results.length - 1);
    },
    ended: async (id) => results[Number(id)]!,
    async *landed() {
      for (const { file } of parquetFiles(landed)) yield { key: `events/${file}`, modified: written };
    },
    progress: {
      read: async () => stored,
      write: async (progress) => {
        stored = progress;
      },
    },
    columns: [...glueColumns(), ...eventPartitions],
    rollups,
    database: DATABASE,
    folder: `s3://${ARCHIVE}/`,
    keepDays: KEEP_DAYS,
    now: Date.now,
    report() {},
  });
  return (tick: CurateTick) => handler(tick, { deadline: Number.POSITIVE_INFINITY } as never);
}

/**
 * What Iceberg would hold, as Parquet: a file a day of each table, as compaction leaves it.
 * @param file of the local Athena's tables
 * @param folder of the archive's bucket
 */
export async function writeCurated(file: string, folder: string): Promise<void> {
  const instance = await boundedDuckDb(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    for (const name of curatedTables) {
      const table = `${DATABASE}.${name}`;
      const days = await connection.runAndReadAll(`select distinct dt from ${table} order by dt`);
      for (const [dt] of days.getRowsJS()) {
        const day = path.join(folder, name, `dt=${dt}`);
        mkdirSync(day, { recursive: true });
        await connection.run(
          `copy (select * exclude (dt) from ${table} where dt = ${literal(String(dt))}) to ${literal(path.join(day, "0.parquet"))} (format parquet, compression zstd)`,
        );
      }
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
