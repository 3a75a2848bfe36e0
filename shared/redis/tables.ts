import type { CoreTable, CustomTable } from "../steps/table.ts";
import { customBuckets, customKeyed, customPrefix } from "./look-up/custom.ts";
import { geoBuckets } from "./look-up/geo-bucket.ts";
import { keyLookUpTable } from "./look-up/key-table.ts";
import { zipKey } from "./look-up/keys.ts";
import { rangeLookUpTable } from "./look-up/range-table.ts";
import { decodeRates, rateKey } from "./look-up/rates.ts";
import type { LookUpTable } from "./look-up/table.ts";
import { decodeZipArea } from "./look-up/zip.ts";

/** The look-up tables by the names that steps ask for them. */
export type LookUpTables = Readonly<Record<string, LookUpTable<object>>>;

const MIB = 1024 * 1024;
/** A whole city data set is about 30 MB packed; what the users of one function come from is far less. */
const GEO_BYTES = 48 * MIB;
/** The United States have 42,000 postal codes. */
const ZIP_BYTES = 16 * MIB;
/** Ten years of a currency have 40 KB, and some 170 currencies are used. */
const RATES_BYTES = 16 * MIB;
const CUSTOM_BYTES = 32 * MIB;

/**
 * @param ttlMs how long what was looked up passes as fresh in process
 * @param custom tables of one's own
 */
export const lookUpTables = (ttlMs: number, custom: readonly CustomTable[] = []): LookUpTables => ({
  ...coreLookUpTables(ttlMs),
  ...Object.fromEntries(custom.map((table) => [table.name, customTable(table, ttlMs)])),
});

/** The sets that each table consists of (`look-up/version.ts`). */
export const lookUpSets = (
  custom: readonly CustomTable[] = [],
): Readonly<Record<string, readonly string[]>> => ({
  ...coreSets,
  ...Object.fromEntries(custom.map((table) => [table.name, customSets(table)])),
});

const families = (prefix: string): readonly string[] => [`${prefix}:4`, `${prefix}:6`];

const coreSets: Record<CoreTable, readonly string[]> = {
  geo: families(geoBuckets.prefix),
  zip: ["zip"],
  rates: ["rate"],
};

const customSets = (table: CustomTable): readonly string[] =>
  table.kind === "key" ? [customPrefix(table)] : families(customPrefix(table));

const coreLookUpTables = (ttlMs: number): Record<CoreTable, LookUpTable<object>> => ({
  geo: rangeLookUpTable(geoBuckets, { maxBytes: GEO_BYTES, ttlMs }),
  zip: keyLookUpTable({ keyOf: zipKey, decode: decodeZipArea }, { maxBytes: ZIP_BYTES, ttlMs }),
  rates: keyLookUpTable({ keyOf: rateKey, decode: decodeRates }, { maxBytes: RATES_BYTES, ttlMs }),
});

function customTable(table: CustomTable, ttlMs: number): LookUpTable<object> {
  const limits = { maxBytes: CUSTOM_BYTES, ttlMs };
  return table.kind === "key"
    ? keyLookUpTable(customKeyed(table), limits)
    : rangeLookUpTable(customBuckets(table), limits);
}
