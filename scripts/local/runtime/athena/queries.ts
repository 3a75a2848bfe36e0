import { DuckDBInstance } from "@duckdb/node-api";
import type { GlueTableDefinition } from "../interpret/plan.ts";
import { inDuckDb, speakTrino } from "./dialect.ts";
import { literal, quoted } from "./hive-type.ts";
import { type FolderOf, partitionLayout } from "./partitions.ts";
import { plainResult } from "./rows.ts";
import type { DeclaredQuery, LocalQueries } from "./types.ts";
import { inReadingOrder } from "./view-order.ts";
import { createView, declaredFiles } from "./views.ts";

export interface Catalogue {
  databases: readonly string[];
  tables: readonly GlueTableDefinition[];
  queries: readonly DeclaredQuery[];
}

/** Runs SQL over the declared tables, from the objects as they are at each query. */
export async function startQueries(catalogue: Catalogue, folderOf: FolderOf): Promise<LocalQueries> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  await speakTrino(connection);
  await connection.run("SET parquet_metadata_cache=true");
  const files = catalogue.tables.filter((table) => table.view === undefined);
  const folders = [...new Set(files.map((table) => partitionLayout(table, folderOf).folder))];
  // SQL that is typed in reads the declared tables and nothing else of this machine.
  await connection.run(`SET allowed_directories=[${folders.map(literal).join(", ")}]`);
  await connection.run("SET enable_external_access=false");
  for (const database of catalogue.databases)
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(database)}`);
  const views = catalogue.tables.flatMap((table) =>
    table.view === undefined ? [] : [{ ...table, view: inDuckDb(table.view) }],
  );
  // Still to be created. A view reads tables by their names, so only these change with the files.
  let missing = inReadingOrder(views, ({ view }) => connection.getTableNames(view, false));
  // One statement at a time: a connection has one search path, and tables are renewed before each query.
  let last: Promise<unknown> = Promise.resolve();

  const searchIn = (database: string) => connection.run(`SET search_path=${literal(`${database},main`)}`);

  async function refresh(database: string | undefined): Promise<void> {
    for (const table of files) await connection.run(createView(table, folderOf, Date.now()));
    for (const view of missing) {
      await searchIn(view.database);
      await connection.run(createView(view, folderOf, Date.now()));
    }
    missing = [];
    if (database !== undefined) await searchIn(database);
  }

  const find = (name: string): DeclaredQuery | undefined =>
    catalogue.queries.find((query) => query.name === name) ??
    catalogue.queries.find((query) => query.name.endsWith(`-${name}`) || query.name.endsWith(`_${name}`));

  async function answer(nameOrSql: string) {
    const declared = find(nameOrSql);
    if (!declared && /^[\w-]+$/.test(nameOrSql)) {
      const names = catalogue.queries.map((query) => query.name).join(", ");
      throw new Error(`There is no query ${nameOrSql}. Declared are: ${names}.`);
    }
    await refresh(declared?.database ?? catalogue.databases[0]);
    const begun = performance.now();
    try {
      const reader = await connection.runAndReadAll(inDuckDb(declared?.sql ?? nameOrSql));
      return plainResult(reader, (performance.now() - begun) / 1000);
    } catch (error) {
      throw new Error(`The query did not run. ${(error as Error).message.split("\n")[0]}`);
    }
  }

  return {
    list: () => [...catalogue.queries],
    unseen: () =>
      files.flatMap((table) =>
        declaredFiles(table, folderOf, Date.now()).flatMap(({ path, files, unseen }) =>
          unseen === undefined ? [] : [{ table: table.name, path, files, why: unseen }],
        ),
      ),
    run(nameOrSql) {
      const result = last.then(() => answer(nameOrSql));
      last = result.catch(() => undefined);
      return result;
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
