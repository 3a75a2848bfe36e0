import type { DuckDBConnection } from "@duckdb/node-api";
import { inDuckDb } from "./dialect.ts";
import { quoted } from "./hive-type.ts";
import { IcebergTables } from "./iceberg.ts";
import { inReadingOrder } from "./view-order.ts";

interface QueryView {
  database: string;
  name: string;
  query: string;
}

/**
 * The views that the stack declares and that SQL made. They are created before the next query: one may read a table that a
 * statement has still to make. Each reads tables by their names, so it is created once, whatever becomes of the files.
 */
export class QueryViews {
  readonly #connection: DuckDBConnection;
  #missing: QueryView[] = [];

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Takes the query in Trino's SQL. A view takes the place of one of its name. */
  add(view: QueryView): void {
    const others = this.#missing.filter(
      ({ database, name }) => database !== view.database || name !== view.name,
    );
    this.#missing = [...others, { ...view, query: inDuckDb(view.query) }];
  }

  /** Creates what is missing. Throws DuckDB's error for a view that reads what is not there. */
  async create(): Promise<void> {
    const ready = inReadingOrder(this.#missing, ({ query }) => this.#connection.getTableNames(query, false));
    for (const { database, name, query } of ready) {
      await this.searchIn(database);
      const view = `memory.${quoted(database)}.${quoted(name)}`;
      await this.#connection.run(`CREATE OR REPLACE VIEW ${view} AS ${query}`);
    }
    this.#missing = [];
  }

  /** Names without a database are looked up in this one. */
  async searchIn(database: string): Promise<void> {
    await this.#connection.run(`SET search_path=${IcebergTables.searchPath(database)}`);
  }
}
