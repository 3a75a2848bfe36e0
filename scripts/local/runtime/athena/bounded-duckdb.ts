import { randomUUID } from "node:crypto";
import { tmpdir, totalmem } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const MIB = 2 ** 20;

/**
 * DuckDB, which else takes four fifths of the machine's memory, and beside a run there are others who want some: beyond
 * half of it queries go on by the disk, as far as they can.
 * @param options further ones of DuckDB's
 */
export function boundedDuckDb(
  file = ":memory:",
  options: Readonly<Record<string, string>> = {},
): Promise<DuckDBInstance> {
  return DuckDBInstance.create(file, {
    threads: "2",
    memory_limit: `${Math.floor(totalmem() / MIB / 2)}MiB`,
    // It is made where it is needed, and gone once the instance and its connections are closed.
    temp_directory: path.join(tmpdir(), `clickstream-duckdb-${randomUUID()}`),
    ...options,
  });
}
