import { randomUUID } from "node:crypto";
import { tmpdir, totalmem } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const MIB = 2 ** 20;
const MAX_MIB = 4096;

/**
 * DuckDB, which else takes four fifths of the machine's memory, and beside a run there are others who want some: beyond this
 * part of it queries go on by the disk.
 * @param options further ones of DuckDB's
 */
export function boundedDuckDb(
  file = ":memory:",
  options: Readonly<Record<string, string>> = {},
): Promise<DuckDBInstance> {
  const mib = Math.min(MAX_MIB, Math.floor(totalmem() / MIB / 2));
  return DuckDBInstance.create(file, {
    threads: "2",
    memory_limit: `${mib}MiB`,
    // It is made where it is needed, and gone once the instance and its connections are closed.
    temp_directory: path.join(tmpdir(), `clickstream-duckdb-${randomUUID()}`),
    ...options,
  });
}
