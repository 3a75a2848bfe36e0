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

/** The declared named queries and ad-hoc SQL over the declared tables. */
export interface Queries {
  list(): DeclaredQuery[];
  /** Name of a declared query (or its last part), else SQL. Throws a sentence when the SQL does not run. */
  run(nameOrSql: string): Promise<QueryResult>;
  close(): void;
}
