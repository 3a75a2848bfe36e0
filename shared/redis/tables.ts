import { geoTable } from "./look-up/geo.ts";
import type { LookUpTable } from "./look-up/table.ts";
import { zipTable } from "./look-up/zip.ts";

/** The look-up tables by the names that steps ask for them. */
export type LookUpTables = Readonly<Record<string, LookUpTable<object>>>;

/** @param ttlMs how long a looked-up value counts as fresh in the process */
export const lookUpTables = (ttlMs: number): LookUpTables => ({
  geo: geoTable(ttlMs),
  zip: zipTable(ttlMs),
});
