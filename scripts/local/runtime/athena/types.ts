import type { BoundQuery } from "../../../../shared/queries/declared.ts";

export interface QueryResult {
  columns: { name: string; type: string }[];
  /** Values as plain JSON: timestamps as ISO 8601 text, 64-bit integers as numbers where they are safe, else text. */
  rows: unknown[][];
  seconds: number;
  /** Bytes that Athena read and bills; absent where no Athena did. */
  scannedBytes?: number;
  /** Whether there are more rows than were asked for. */
  cut?: boolean;
}

/** How a query is asked. */
export interface AskedWith {
  /** Values of the parameters of a declared query, by name; its own defaults where they are absent. */
  values?: Readonly<Record<string, string>>;
  /** Rows that are wanted at most. */
  limit?: number;
}

export interface DeclaredQuery {
  name: string;
  description: string;
  database: string;
  sql: string;
}

/** Files under a table's location that no query of it sees. */
export interface Unseen {
  table: string;
  /** Of the partition, or of another folder; from the table's location. */
  path: string;
  files: number;
  /** A part of a sentence. */
  why: string;
}

/** The declared named queries and ad-hoc SQL over the declared tables. */
export interface LocalQueries {
  list(): DeclaredQuery[];
  /** What lies where no query of its table looks. Nothing is known of that on AWS. */
  unseen?(): Unseen[];
  /**
   * Name of a declared query (or its last part), else SQL. Throws a sentence when the SQL does not run, and for a value
   * that the query does not take.
   */
  run(nameOrSql: string, asked?: AskedWith): Promise<QueryResult>;
  /** SQL with a `?` for each value. */
  runBound(query: BoundQuery): Promise<QueryResult>;
  /** Interrupts the statement that runs, and resolves once nothing does. */
  close(): Promise<void>;
}
