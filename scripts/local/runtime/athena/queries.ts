import { type BoundQuery, bound, checkedValues } from "../../../../shared/queries/declared.ts";
import type { GlueTableDefinition } from "../interpret/plan.ts";
import { boundedDuckDb } from "./bounded-duckdb.ts";
import { DeclaredTables } from "./declared-tables.ts";
import { inDuckDb, speakTrino } from "./dialect.ts";
import { literal, quoted } from "./hive-type.ts";
import { IcebergTables } from "./iceberg.ts";
import { isQuery } from "./iceberg-statement.ts";
import type { FolderOf } from "./partitions.ts";
import { plainResult } from "./rows.ts";
import { type TablesFile, workFolders } from "./tables-file.ts";
import type { DeclaredQuery, LocalQueries, QueryResult } from "./types.ts";
import { unloadAsCopy } from "./unload.ts";
import { inReadingOrder } from "./view-order.ts";

export interface Catalogue {
  databases: readonly string[];
  tables: readonly GlueTableDefinition[];
  queries: readonly DeclaredQuery[];
  /** Buckets that results of queries are written to. */
  resultBuckets?: readonly string[];
}

/** The first rows of a result. */
const limited = (result: QueryResult, limit = Number.POSITIVE_INFINITY): QueryResult =>
  result.rows.length <= limit ? result : { ...result, rows: result.rows.slice(0, limit), cut: true };

/**
 * Runs SQL over the declared tables, from the objects as they are at each query, and over the Iceberg tables that SQL makes.
 * @param tables keeps these; they are in memory without one
 */
export async function startQueries(
  catalogue: Catalogue,
  folderOf: FolderOf,
  tables?: TablesFile,
): Promise<LocalQueries> {
  const instance = await boundedDuckDb();
  const connection = await instance.connect();
  await speakTrino(connection);
  await connection.run("SET parquet_metadata_cache=true");
  const iceberg = await IcebergTables.open(connection, tables, catalogue.databases);
  const files = catalogue.tables.filter((table) => table.view === undefined);
  const declared = new DeclaredTables(connection, files, folderOf);
  const results = (catalogue.resultBuckets ?? []).map(folderOf);
  const folders = [
    ...new Set([...declared.folders, ...results, ...(tables === undefined ? [] : workFolders(tables))]),
  ];
  // SQL that is typed in reads the declared tables, and what was unloaded, and nothing else of this machine.
  await connection.run(`SET allowed_directories=[${folders.map(literal).join(", ")}]`);
  await connection.run("SET enable_external_access=false");
  for (const database of catalogue.databases)
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(database)}`);
  const views = catalogue.tables.flatMap(({ database, name, view }) =>
    view === undefined ? [] : [{ database, name, view: inDuckDb(view) }],
  );
  const made = (await iceberg.views()).map(({ query, ...view }) => ({ ...view, view: inDuckDb(query) }));
  // Still to be created. A view reads tables by their names, so only these change with the files.
  let missing = [...views, ...made];
  // One statement at a time: a connection has one search path, and tables are renewed before each query.
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const searchIn = (database: string) =>
    connection.run(`SET search_path=${IcebergTables.searchPath(database)}`);

  async function refresh(database: string | undefined, withViews: boolean): Promise<void> {
    await declared.refresh(Date.now());
    // A view may read a table that a statement has still to make.
    const ready = withViews
      ? inReadingOrder(missing, ({ view }) => connection.getTableNames(view, false))
      : [];
    for (const { database, name, view } of ready) {
      await searchIn(database);
      await connection.run(`CREATE OR REPLACE VIEW memory.${quoted(database)}.${quoted(name)} AS ${view}`);
    }
    if (withViews) missing = [];
    if (database !== undefined) await searchIn(database);
  }

  const find = (name: string): DeclaredQuery | undefined =>
    catalogue.queries.find((query) => query.name === name) ??
    catalogue.queries.find((query) => query.name.endsWith(`-${name}`) || query.name.endsWith(`_${name}`));

  function asked(nameOrSql: string, values: Readonly<Record<string, string>>) {
    const declared = find(nameOrSql);
    if (!declared && /^[\w-]+$/.test(nameOrSql)) {
      const names = catalogue.queries.map((query) => query.name).join(", ");
      throw new Error(`There is no query ${nameOrSql}. Declared are: ${names}.`);
    }
    const sql = declared?.sql ?? nameOrSql;
    return { ...bound(sql, checkedValues(nameOrSql, sql, values)), database: declared?.database };
  }

  async function answer({ sql, values }: BoundQuery, database = catalogue.databases[0]) {
    const isRead = isQuery(sql);
    await refresh(database, isRead && !sql.includes("information_schema"));
    const begun = performance.now();
    try {
      if (!isRead) {
        const view = await iceberg.run(sql, values, database ?? "");
        if (view !== undefined) {
          missing = missing.filter(({ name }) => name !== view.name);
          missing.push({ ...view, view: inDuckDb(view.query) });
        }
        return { columns: [], rows: [], seconds: (performance.now() - begun) / 1000 };
      }
      const reader = await connection.runAndReadAll(inDuckDb(unloadAsCopy(sql, folderOf)), values);
      return plainResult(reader, (performance.now() - begun) / 1000);
    } catch (error) {
      throw new Error(`The query did not run. ${(error as Error).message.split("\n")[0]}`);
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(() => {
      if (isClosed) throw new Error("The query did not run: the queries are closed.");
      return work();
    });
    last = result.catch(() => undefined);
    return result;
  }

  return {
    list: () => [...catalogue.queries],
    unseen: () => declared.unseen(Date.now()),
    run: (nameOrSql, { values = {}, limit } = {}) =>
      inTurn(async () => {
        const { database, ...query } = asked(nameOrSql, values);
        return limited(await answer(query, database), limit);
      }),
    runBound: (query) => inTurn(() => answer(query)),
    async close() {
      isClosed = true;
      connection.interrupt();
      // A connection that is closed under a statement is destroyed by the thread that runs it, which then waits for itself.
      await last;
      connection.closeSync();
      instance.closeSync();
    },
  };
}
