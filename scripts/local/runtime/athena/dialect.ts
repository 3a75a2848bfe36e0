import type { DuckDBConnection } from "@duckdb/node-api";
import { type DialectRow, dialect } from "./dialect-table.ts";

const all = <Kind extends DialectRow["by"]>(kind: Kind) =>
  dialect.filter((row): row is Extract<DialectRow, { by: Kind }> => row.by === kind);

const settings = all("setting");
const macros = all("macro");
const rewrites = all("rewrite");

/** Makes a connection understand what Trino does, as far as settings and macros can. */
export async function speakTrino(connection: DuckDBConnection): Promise<void> {
  for (const { setting } of settings) await connection.run(`SET ${setting}`);
  for (const { macro } of macros) await connection.run(`CREATE OR REPLACE MACRO main.${macro}`);
}

/** SQL that is meant for Athena, as DuckDB understands it. */
export const inDuckDb = (sql: string): string => rewrites.reduce((text, { rewrite }) => rewrite(text), sql);
