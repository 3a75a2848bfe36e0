import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { distinctNames } from "../distinct-names.ts";
import { boundedDuckDb } from "../local/runtime/athena/bounded-duckdb.ts";
import { literal, quoted } from "../local/runtime/athena/hive-type.ts";
import type { QueryResult } from "../local/runtime/athena/types.ts";
import { UsageError } from "../user-error.ts";
import { format } from "./format.ts";

const outFormats = ["csv", "json", "parquet"] as const;
export type OutFormat = (typeof outFormats)[number];

/** The format that a file's ending names. Throws a `UsageError` for another. */
export function outFormatOf(file: string): OutFormat {
  const found = outFormats.find((each) => file.endsWith(`.${each}`));
  if (found === undefined)
    throw new UsageError(
      `--out ${file}: the file must end in ${outFormats.map((each) => `.${each}`).join(", ")}.`,
    );
  return found;
}

/** Writes a result to a file, in the format of its ending. */
export async function writeResult(result: QueryResult, file: string): Promise<void> {
  const as = outFormatOf(file);
  if (as === "parquet") return writeParquet(result, file);
  writeFileSync(file, format(result, as));
}

/** Parquet with the types of the result's columns; what Athena gives as text of its own (maps, rows) stays text. */
async function writeParquet({ columns, rows }: QueryResult, file: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-query-"));
  const lines = path.join(folder, "rows.ndjson");
  const instance = await boundedDuckDb();
  try {
    // By number, as two columns of a result may have one name.
    const byNumber = rows.map((row) =>
      JSON.stringify(Object.fromEntries(row.map((value, at) => [`c${at}`, value]))),
    );
    writeFileSync(lines, byNumber.join("\n"));
    const connection = await instance.connect();
    await connection.run("SET TimeZone='UTC'");
    const read = columns
      .map(({ type }, at) => `'c${at}': ${literal(storedType(type, () => rows.map((row) => row[at])))}`)
      .join(", ");
    const named = distinctNames(columns.map(({ name }) => name))
      .map((name, at) => `c${at} AS ${quoted(name)}`)
      .join(", ");
    await connection.run(
      `COPY (SELECT ${named} FROM read_json(${literal(lines)}, format='newline_delimited', columns={${read}}, maximum_object_size=33554432)) TO ${literal(path.resolve(file))} (FORMAT parquet)`,
    );
  } finally {
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * DuckDB's name of a type of DuckDB's or Athena's; text for what Athena writes in a notation of its own. A sum of counts is a
 * HUGEINT to DuckDB, which Parquet knows as a fraction; to Athena it is a BIGINT, and here where its values are.
 */
function storedType(type: string, values: () => unknown[]): string {
  if (type === "HUGEINT" && values().every((value) => value === null || Number.isSafeInteger(value)))
    return "BIGINT";
  if (/^(?:array|map|row|struct|json|varbinary|char)\b/.test(type)) return "VARCHAR";
  return /^timestamp\(\d+\)$/.test(type) ? "TIMESTAMP" : type;
}
