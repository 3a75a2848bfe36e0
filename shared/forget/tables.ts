import { CURATED_TABLE } from "../curated/statements.ts";
import { rollups } from "../rollups/rollups.ts";
import { rollupTable } from "../rollups/statements.ts";

/**
 * The tables of the archive in which somebody's rows may stand; this is the only list of them. `landing` is files that are
 * written anew; of an `iceberg` table rows are deleted by statements.
 */
export type ForgettingTable =
  | { kind: "landing"; name: string }
  | {
      kind: "iceberg";
      name: string;
      /** Columns of ids that the schema of events does not have. */
      identities: readonly string[];
    };

/** A stack that has none of a name has nothing to forget there. */
export const forgettingTables: readonly ForgettingTable[] = [
  { kind: "landing", name: "events" },
  { kind: "iceberg", name: CURATED_TABLE, identities: [] },
  // Columns that say who it was have the names of the schema's, and with them its marks.
  ...rollups.map((rollup) => ({ kind: "iceberg", name: rollupTable(rollup), identities: [] }) as const),
];

/**
 * What removes rows from an Iceberg table of Athena: a deletion alone leaves them in their files until these are written
 * anew, and the old ones until the snapshots that name them are given up. VACUUM may have to be run again until it has
 * nothing left to do (`ICEBERG_VACUUM_MORE_RUNS_NEEDED`).
 */
export const forgettingStatements = (table: string, condition: string) => ({
  delete: `DELETE FROM ${table} WHERE ${condition}`,
  optimize: `OPTIMIZE ${table} REWRITE DATA USING BIN_PACK`,
  vacuum: `VACUUM ${table}`,
});
