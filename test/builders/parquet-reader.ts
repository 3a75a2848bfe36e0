import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Reads Parquet files as DuckDB sees them, times in UTC. */
export async function parquetReader() {
  const folder = mkdtempSync(path.join(tmpdir(), "parquet-test-"));
  const duck = await (await DuckDBInstance.create()).connect();
  await duck.run("SET TimeZone='UTC'");

  /** Each in a file of its own: DuckDB caches what it read under a name. */
  function save(parquet: Uint8Array | undefined): string {
    const file = path.join(folder, `${randomUUID()}.parquet`);
    writeFileSync(file, parquet!);
    return file;
  }

  return {
    duck,
    save,
    rows: async (parquet: Uint8Array | undefined, select = "*"): Promise<unknown[][]> =>
      (await duck.runAndReadAll(`SELECT ${select} FROM '${save(parquet)}'`)).getRowsJson(),
    close() {
      duck.closeSync();
      rmSync(folder, { recursive: true });
    },
  };
}
