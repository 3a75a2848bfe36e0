import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "./hive-type.ts";

/** The catalogue of the Iceberg tables beside that of the declared ones. */
export const ICEBERG = "iceberg";
/** That of the file which takes its place. */
const FRESH = "fresh_iceberg";

export interface TablesFile {
  file: string;
  /** Only reads, as several processes may at once; not where a run was killed, as what it did must first be made whole. */
  reads: boolean;
}

/** Below the folder of the buckets. */
export const tablesFile = (dataDir: string): string => path.join(dataDir, ".iceberg", "tables.duckdb");

const MEMORY: TablesFile = { file: ":memory:", reads: false };

/** Makes the tables known to a connection. Throws DuckDB's error where another process has the file open. */
export async function attachTables(
  connection: DuckDBConnection,
  { file, reads }: TablesFile = MEMORY,
): Promise<"read" | "written"> {
  if (reads && existsSync(file) && !existsSync(`${file}.wal`)) {
    await connection.run(`ATTACH ${literal(file)} AS ${ICEBERG} (READ_ONLY)`);
    return "read";
  }
  if (file !== MEMORY.file) {
    mkdirSync(path.dirname(file), { recursive: true });
    removeFresh(file);
  }
  await connection.run(`ATTACH ${literal(file)} AS ${ICEBERG}`);
  return "written";
}

/** Where a connection makes files of its own, beside that of the tables. */
export const workFolders = ({ file, reads }: TablesFile): string[] => (reads ? [] : [path.dirname(file)]);

const freshOf = (file: string): string => `${file}.fresh`;

/** One that a process left when it died. */
function removeFresh(file: string): void {
  for (const each of [freshOf(file), `${freshOf(file)}.wal`]) rmSync(each, { force: true });
}

/**
 * Writes what the tables hold into a fresh file, which takes the place of theirs: DuckDB leaves the bytes of deleted rows in
 * blocks that it means to use again, whatever it is told. A process that dies meanwhile leaves the old file or the new one,
 * and both are whole. No other statement may run.
 */
export async function rewriteTables(connection: DuckDBConnection, file: string): Promise<void> {
  const fresh = freshOf(file);
  removeFresh(file);
  // A log that is left beside the new file would be taken for its own.
  await connection.run(`CHECKPOINT ${ICEBERG}`);
  await connection.run(`ATTACH ${literal(fresh)} AS ${FRESH}`);
  try {
    await connection.run(`COPY FROM DATABASE ${ICEBERG} TO ${FRESH}`);
  } finally {
    await connection.run(`DETACH ${FRESH}`);
  }
  await connection.run(`DETACH ${ICEBERG}`);
  renameSync(fresh, file);
  await attachOnceFree(connection, file);
}

const MAX_WAIT_MS = 30_000;

/** Between the two a program that only reads may have opened the file: it is done soon. */
async function attachOnceFree(connection: DuckDBConnection, file: string): Promise<void> {
  for (const until = Date.now() + MAX_WAIT_MS; ; await sleep(50))
    try {
      await connection.run(`ATTACH ${literal(file)} AS ${ICEBERG}`);
      return;
    } catch (error) {
      if (!(error as Error).message.includes("Conflicting lock") || Date.now() > until) throw error;
    }
}
