import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { BoundQuery } from "../../../../shared/queries/declared.ts";
import type { GlueTableDefinition } from "../interpret/plan.ts";
import { askedQuery } from "./asked-query.ts";
import { boundedDuckDb } from "./bounded-duckdb.ts";
import { DeclaredTables } from "./declared-tables.ts";
import { inDuckDb, speakTrino } from "./dialect.ts";
import { literal, quoted } from "./hive-type.ts";
import { IcebergTables } from "./iceberg.ts";
import { isQuery } from "./iceberg-statement.ts";
import type { FolderOf } from "./partitions.ts";
import { QueryViews } from "./query-views.ts";
import { plainResult } from "./rows.ts";
import { type TablesFile, workFolders } from "./tables-file.ts";
import type { DeclaredQuery, LocalQueries, QueryResult } from "./types.ts";
import { unloadAsCopy } from "./unload.ts";

export interface Catalogue {
  databases: readonly string[];
  tables: readonly GlueTableDefinition[];
  queries: readonly DeclaredQuery[];
  /** Buckets that results of queries are written to. */
  resultBuckets?: readonly string[];
}

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
  await confine(connection, [...declared.folders, ...results, ...(tables ? workFolders(tables) : [])]);
  for (const database of catalogue.databases)
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(database)}`);
  const views = new QueryViews(connection);
  for (const { database, name, view } of catalogue.tables)
    if (view !== undefined) views.add({ database, name, query: view });
  for (const view of await iceberg.views()) views.add(view);
  const statements = new Statements(instance, connection, { folderOf, iceberg, declared, views });
  const ofAll = catalogue.databases[0];
  return {
    list: () => [...catalogue.queries],
    unseen: () => declared.unseen(Date.now()),
    async run(nameOrSql, { values = {}, limit } = {}) {
      const { database = ofAll, ...query } = askedQuery(catalogue.queries, nameOrSql, values);
      return limited(await statements.run(query, database), limit);
    },
    runBound: (query) => statements.run(query, ofAll),
    close: () => statements.close(),
  };
}

/** SQL that is typed in reads the declared tables, and what was unloaded, and nothing else of this machine. */
async function confine(connection: DuckDBConnection, folders: readonly string[]): Promise<void> {
  const allowed = [...new Set(folders)].map(literal).join(", ");
  await connection.run(`SET allowed_directories=[${allowed}]`);
  await connection.run("SET enable_external_access=false");
}

/** What statements are run over. */
interface Stores {
  folderOf: FolderOf;
  iceberg: IcebergTables;
  declared: DeclaredTables;
  views: QueryViews;
}

/** One statement at a time: a connection has one search path, and tables are renewed before each query. */
class Statements {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #stores: Stores;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, stores: Stores) {
    this.#instance = instance;
    this.#connection = connection;
    this.#stores = stores;
  }

  run(query: BoundQuery, database: string | undefined): Promise<QueryResult> {
    const result = this.#last.then(() => {
      if (this.#isClosed) throw new Error("The query did not run: the queries are closed.");
      return this.#result(query, database);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#connection.interrupt();
    // A connection that is closed under a statement is destroyed by the thread that runs it, which then waits for itself.
    await this.#last;
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #result(query: BoundQuery, database: string | undefined): Promise<QueryResult> {
    const isRead = isQuery(query.sql);
    await this.#refresh(database, isRead && !query.sql.includes("information_schema"));
    const begun = performance.now();
    const seconds = () => (performance.now() - begun) / 1000;
    try {
      if (isRead) return plainResult(await this.#read(query), seconds());
      await this.#change(query, database ?? "");
      return { columns: [], rows: [], seconds: seconds() };
    } catch (error) {
      throw new Error(`The query did not run. ${(error as Error).message.split("\n")[0]}`);
    }
  }

  async #refresh(database: string | undefined, withViews: boolean): Promise<void> {
    const { declared, views } = this.#stores;
    await declared.refresh(Date.now());
    if (withViews) await views.create();
    if (database !== undefined) await views.searchIn(database);
  }

  #read({ sql, values }: BoundQuery) {
    return this.#connection.runAndReadAll(inDuckDb(unloadAsCopy(sql, this.#stores.folderOf)), values);
  }

  async #change({ sql, values }: BoundQuery, database: string): Promise<void> {
    const view = await this.#stores.iceberg.run(sql, values, database);
    if (view !== undefined) this.#stores.views.add(view);
  }
}

/** The first rows of a result. */
const limited = (result: QueryResult, limit = Number.POSITIVE_INFINITY): QueryResult =>
  result.rows.length <= limit ? result : { ...result, rows: result.rows.slice(0, limit), cut: true };
