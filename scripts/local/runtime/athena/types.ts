export interface QueryResult {
  columns: { name: string; type: string }[];
  /** Values as plain JSON: timestamps as ISO 8601 text, 64-bit integers as numbers where they are safe, else text. */
  rows: unknown[][];
  seconds: number;
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
  /** Name of a declared query (or its last part), else SQL. Throws a sentence when the SQL does not run. */
  run(nameOrSql: string): Promise<QueryResult>;
  close(): void;
}
