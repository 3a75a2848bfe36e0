import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckType, literal, quoted } from "../../athena/hive-type.ts";
import type { Column } from "../../interpret/plan.ts";
import type { TableLines } from "./lines.ts";

export interface DuckDBWriter {
  /** Lines of JSON as one Snappy Parquet file. Throws where DuckDB does not read so many rows in them. */
  write(
    columns: readonly Column[],
    lines: Pick<TableLines, "bytes" | "longest">,
    rows: number,
  ): Promise<Uint8Array>;
}

/** Room for the longest line, bytes, of which DuckDB reserves twice as much. */
const LINE_BYTES = 1024 * 1024;

/**
 * DuckDB takes less than half of the time that it takes to parse and write in JavaScript. It reads and writes files.
 * @param folder for two files, which are written over each time
 */
export async function openDuckDBWriter(folder: string): Promise<DuckDBWriter> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const input = path.join(folder, "lines.json");
  const output = path.join(folder, "rows.parquet");

  return {
    async write(columns, { bytes, longest }, rows) {
      await writeFile(input, bytes);
      const lineBytes = Math.max(LINE_BYTES, longest);
      const { rowsChanged } = await connection.run(copy(columns, input, output, lineBytes));
      if (rowsChanged === rows) return readFile(output);
      throw new Error(`DuckDB read ${rowsChanged} rows where there are ${rows}.`);
    },
  };
}

function copy(columns: readonly Column[], input: string, output: string, lineBytes: number): string {
  const types = columns.map(({ name, type }) => `${quoted(name)}: ${literal(typeOf(type))}`);
  const read = `read_json(${literal(input)}, format='newline_delimited', columns={${types}}, maximum_object_size=${lineBytes})`;
  return `COPY (SELECT ${columns.map(columnOf)} FROM ${read}) TO ${literal(output)} (FORMAT parquet, COMPRESSION snappy)`;
}

/** Athena's timestamps have no zone and are UTC; in the file they have to be instants. */
const typeOf = (hive: string): string => duckType(hive).replaceAll(/\bTIMESTAMP\b/g, "TIMESTAMPTZ");

/** Read from JSON a map may hold a key twice; made anew it may not. */
function columnOf({ name, type }: Column): string {
  const column = quoted(name);
  return type.startsWith("map") ? `map_from_entries(map_entries(${column})) AS ${column}` : column;
}
