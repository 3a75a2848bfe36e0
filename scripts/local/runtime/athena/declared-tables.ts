import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GlueTableDefinition } from "../interpret/plan.ts";
import { literal, quoted } from "./hive-type.ts";
import { type FolderOf, type PartitionLayout, partitionLayout } from "./partitions.ts";
import type { Unseen } from "./types.ts";
import { createView, declaredFiles, formatOf } from "./views.ts";

/** The declared tables over the files that there are, which come and go between queries. */
export class DeclaredTables {
  readonly #connection: DuckDBConnection;
  readonly #tables: readonly { table: GlueTableDefinition; layout: PartitionLayout }[];
  /** By Parquet file a number that tells its columns; files do not change. */
  readonly #columns = new Map<string, string>();
  /** By name: the lists of files and the views as they stand. */
  readonly #lists = new Map<string, string>();
  readonly #views = new Map<string, string>();

  constructor(connection: DuckDBConnection, tables: readonly GlueTableDefinition[], folderOf: FolderOf) {
    this.#connection = connection;
    this.#tables = tables.map((table) => ({ table, layout: partitionLayout(table, folderOf) }));
  }

  /** Where the tables' files lie. */
  get folders(): string[] {
    return this.#tables.map(({ layout }) => layout.folder);
  }

  /** Files that no query sees, and why. @param now epoch ms */
  unseen(now: number): Unseen[] {
    return this.#tables.flatMap(({ table, layout }) =>
      declaredFiles(table, layout, now).flatMap(({ path, names, unseen }) =>
        unseen === undefined ? [] : [{ table: table.name, path, files: names.length, why: unseen }],
      ),
    );
  }

  /**
   * Makes the tables readable as they stand now. Throws DuckDB's error for a file that it cannot read.
   * @param now epoch ms
   */
  async refresh(now: number): Promise<void> {
    for (const { table, layout } of this.#tables) await this.#refresh(table, layout, now);
  }

  async #refresh(table: GlueTableDefinition, layout: PartitionLayout, now: number): Promise<void> {
    const files = declaredFiles(table, layout, now)
      .filter(({ values, unseen }) => values !== undefined && unseen === undefined)
      .flatMap(({ names }) => names.map((name) => path.join(layout.folder, name)));
    const name = `${table.database}.${table.name}`;
    const lists: string[] = [];
    for (const group of formatOf(table) === "parquet" ? await this.#alike(files) : [files]) {
      if (group.length === 0) continue;
      const list = `${name} ${lists.length}`;
      await this.#setOnce(
        this.#lists,
        list,
        `SET VARIABLE ${quoted(list)} = [${group.map(literal).join(", ")}]`,
      );
      lists.push(list);
    }
    await this.#setOnce(this.#views, name, createView(table, layout, lists));
  }

  async #setOnce(standing: Map<string, string>, name: string, statement: string): Promise<void> {
    if (standing.get(name) === statement) return;
    await this.#connection.run(statement);
    standing.set(name, statement);
  }

  /** Parquet files, together those that have the same columns; each is opened once for it. */
  async #alike(files: readonly string[]): Promise<string[][]> {
    const unknown = files.filter((file) => !this.#columns.has(file));
    if (unknown.length > 0) {
      // The root has a name of its writer's.
      const found = await this.#connection.runAndReadAll(
        `SELECT file_name, CAST(sum(hash(name, duckdb_type, num_children)) AS VARCHAR)
         FROM parquet_schema([${unknown.map(literal).join(", ")}]) WHERE column_id > 0 GROUP BY file_name`,
      );
      for (const [file, columns] of found.getRowsJS()) this.#columns.set(String(file), String(columns));
    }
    const groups = Map.groupBy(files, (file) => this.#columns.get(file));
    return [...groups.values()];
  }
}
