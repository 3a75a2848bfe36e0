import type { Address } from "./address.ts";

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** Bucket of the addresses that share their first 16 bits: all of IPv4, and networks of IPv6 that are a /32 or wider. */
export const wideKey = (table: string, family: 4 | 6, high: number): string =>
  `${table}:${family}:${hex(high, 4)}`;

/** Bucket of the IPv6 addresses that share their first 32 bits. */
export const narrowKey = (table: string, high: number): string => `${table}:6:${hex(high, 8)}`;

/** A bucket, and where in it an address would be. */
export interface Spot {
  key: string;
  low: number;
}

/**
 * Where an address may be known, the more precise bucket first. IPv6 has two levels, so that a /12 is one range of a
 * wide bucket and not a million narrow ones.
 * @param table what its keys begin with
 */
export function spotsOf({ family, high, low }: Address, table: string): readonly Spot[] {
  if (family === 4) return [{ key: wideKey(table, 4, high), low }];
  return [
    { key: narrowKey(table, high), low },
    { key: wideKey(table, 6, high >>> 16), low: high & 0xffff },
  ];
}

/**
 * ZIP or ZIP+4, with a hyphen or a dash, blanks or nothing in it; as a column of numbers of which some are missing,
 * `10001.0`.
 */
const ZIP = /^(\d{5})(?: ?[-‐‑‒–—]? ?\d{4})?(?:\.0+)?$/;

/** Key of a postal code: as it is written, in capitals; of a US ZIP code the first five digits. */
export function zipKey(code: string): string {
  const bare = code.trim().toUpperCase();
  return `zip:${ZIP.exec(bare)?.[1] ?? bare}`;
}
