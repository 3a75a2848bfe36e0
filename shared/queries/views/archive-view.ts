import type { GlueColumn } from "../../columns/glue.ts";

/** A view over the archive. */
export interface ArchiveView {
  name: string;
  /** For Athena and DuckDB. Its first line is a comment that says in one sentence what it returns. */
  sql: string;
  columns: readonly GlueColumn[];
}
