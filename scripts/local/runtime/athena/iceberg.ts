import type { DuckDBConnection } from "@duckdb/node-api";
import { inDuckDb } from "./dialect.ts";
import { duckType, literal, quoted } from "./hive-type.ts";
import { type IcebergStatement, parsedStatement } from "./iceberg-statement.ts";
import { checkWrite } from "./iceberg-write.ts";
import { attachTables, ICEBERG, rewriteTables, type TablesFile } from "./tables-file.ts";

/** Where the views that SQL made are kept: their tables are in a catalogue, and the tables of files in another. */
const MADE_VIEWS = "made_views";
const VIEWS = `${ICEBERG}.main.${MADE_VIEWS}`;

/** A view that SQL made, and not the stack. */
export interface MadeView {
  database: string;
  name: string;
  query: string;
}

/**
 * Iceberg tables by one DuckDB file, behind Athena's statements. DuckDB can neither read nor write Iceberg offline, so of
 * Iceberg itself nothing is tried here: files, snapshots, OPTIMIZE. What the statements do to rows is, and so is what Athena
 * refuses. Each is committed by itself, as there, and once VACUUM is done the bytes of deleted rows are in no file.
 */
export class IcebergTables {
  readonly #connection: DuckDBConnection;
  /** Undefined where nothing is written to one. */
  readonly #file: string | undefined;
  /** Whether the file may hold bytes of rows that are not there any more. Nobody knows what an earlier run left in it. */
  #hasDeleted = true;

  private constructor(connection: DuckDBConnection, file?: string) {
    this.#connection = connection;
    this.#file = file;
  }

  /** Throws DuckDB's error where another process has the file open. */
  static async open(
    connection: DuckDBConnection,
    keptIn: TablesFile | undefined,
    databases: readonly string[],
  ): Promise<IcebergTables> {
    if ((await attachTables(connection, keptIn)) === "read") return new IcebergTables(connection);
    for (const database of databases)
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${ICEBERG}.${quoted(database)}`);
    await connection.run(
      `CREATE TABLE IF NOT EXISTS ${VIEWS} (database VARCHAR, name VARCHAR, query VARCHAR, PRIMARY KEY (database, name))`,
    );
    return new IcebergTables(connection, keptIn?.file);
  }

  /** Where a name without a database is looked for: among the declared tables, then here. */
  static searchPath(database: string): string {
    return literal(`memory.${database},${ICEBERG}.${database},memory.main`);
  }

  /**
   * Runs a statement that is no query. Throws with Athena's words where Athena refuses it, and a sentence for what this
   * does not know. Returns the view that it made, if it was to make one.
   */
  async run(sql: string, values: readonly string[], database: string): Promise<MadeView | undefined> {
    const statement = parsedStatement(sql);
    const table = `${ICEBERG}.${quoted(database)}.${quoted(statement.table)}`;
    if (statement.kind === "vacuum") return this.#vacuum(table);
    if (statement.kind === "view") {
      const view = { database, name: statement.table, query: statement.query };
      await this.#keepView(view);
      return view;
    }
    if (statement.kind === "write") {
      await checkWrite(this.#connection, statement, table);
      const { rowsChanged } = await this.#connection.run(inDuckDb(sql), [...values]);
      this.#hasDeleted ||= rowsChanged > 0;
      return undefined;
    }
    this.#hasDeleted ||= statement.kind === "drop" || statement.kind === "widen";
    for (const each of this.#inDuckDb(statement, table)) await this.#connection.run(each);
    return undefined;
  }

  /** On Athena it is of one table; the file holds all of them, and what one VACUUM did the next need not. */
  async #vacuum(table: string): Promise<undefined> {
    await this.#connection.run(`SELECT 1 FROM ${table} LIMIT 0`);
    if (this.#file === undefined || !this.#hasDeleted) return;
    await rewriteTables(this.#connection, this.#file);
    this.#hasDeleted = false;
  }

  /** The views that SQL made. */
  async views(): Promise<MadeView[]> {
    const kept = await this.#connection.runAndReadAll(
      `SELECT 1 FROM duckdb_tables() WHERE database_name = ${literal(ICEBERG)} AND table_name = ${literal(MADE_VIEWS)}`,
    );
    // A file of an earlier version that is only read has none.
    if (kept.getRowsJS().length === 0) return [];
    const found = await this.#connection.runAndReadAll(`SELECT database, name, query FROM ${VIEWS}`);
    return found.getRowsJS().map(([database, name, query]) => ({
      database: String(database),
      name: String(name),
      query: String(query),
    }));
  }

  async #keepView({ database, name, query }: MadeView): Promise<void> {
    await this.#connection.run(
      `INSERT OR REPLACE INTO ${VIEWS} VALUES (${[database, name, query].map(literal).join(", ")})`,
    );
  }

  #inDuckDb(
    statement: Exclude<IcebergStatement, { kind: "write" | "view" | "vacuum" }>,
    table: string,
  ): string[] {
    switch (statement.kind) {
      case "create": {
        const columns = statement.columns.map(({ name, type }) => `${quoted(name)} ${duckType(type)}`);
        const partitions = JSON.stringify({ partitioned_by: statement.partitionedBy });
        return [
          `CREATE TABLE IF NOT EXISTS ${table} (${columns.join(", ")})`,
          `COMMENT ON TABLE ${table} IS ${literal(partitions)}`,
        ];
      }
      case "add columns":
        return statement.columns.map(
          ({ name, type }) => `ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${duckType(type)}`,
        );
      case "widen":
        return [
          `ALTER TABLE ${table} ALTER COLUMN ${quoted(statement.column)} SET DATA TYPE ${duckType(statement.type)}`,
        ];
      case "drop":
        return [`DROP TABLE IF EXISTS ${table}`];
      case "optimize":
        // Nothing to rewrite, but what it names must be there.
        return [`SELECT 1 FROM ${table} WHERE ${statement.where} LIMIT 0`];
    }
  }
}
