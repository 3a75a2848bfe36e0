import { parseIpv4, parseIpv6 } from "../../../shared/event/address.ts";

/** Upper and lower half of an address: 16 and 16 bits of IPv4, 32 and 32 of the first 64 bits of IPv6. */
export type Halves = readonly [high: number, low: number];

/** Addresses from `first` to `last`, both included. */
export interface AddressRange {
  family: 4 | 6;
  first: Halves;
  last: Halves;
}

/** Why a text is no range that can be loaded; its message is the reason that is counted. */
export class BadRange extends Error {
  override name = "BadRange";
  readonly value: string;

  constructor(message: string, value: string) {
    super(message);
    this.value = value;
  }
}

/** A range that is right, and too narrow for the table. */
export class TooFine extends BadRange {
  override name = "TooFine";
}

const ALL_32 = 0xffff_ffffn;
const ALL_64 = 0xffff_ffff_ffff_ffffn;
const BITS = { 4: 32, 6: 128 } as const;

/** Reads a network such as 198.18.0.0/24 or 2001:db8::/48; an address alone is the network of itself. Throws `BadRange`. */
export function rangeOfNetwork(text: string): AddressRange {
  const [address = "", prefix] = text.split("/");
  const { family, value } = addressIn(address);
  const length = prefix === undefined ? BITS[family] : Number(prefix);
  if (!/^\d{1,3}$/.test(prefix ?? "0") || length > BITS[family])
    throw new BadRange("the network has no valid prefix length", text);
  const hosts = (1n << BigInt(BITS[family] - length)) - 1n;
  if ((value & hosts) !== 0n) throw new BadRange("the network has bits set behind its prefix", text);
  return rangeOf(family, value, value | hosts, text);
}

/** Reads a range by its first and last address, each in text or as a whole number. Throws `BadRange`. */
export function rangeBetween(first: string, last: string): AddressRange {
  const from = addressIn(first);
  const to = addressIn(last);
  const family = from.numeric ? to.family : from.family;
  const text = `${first}-${last}`;
  if (family !== to.family) throw new BadRange("the range begins in IPv4 and ends in IPv6", text);
  if (from.value > to.value) throw new BadRange("the range ends before it begins", text);
  return rangeOf(family, from.value, to.value, text);
}

/** Whether the text is an address, in text or as a whole number. */
export const isAddress = (text: string): boolean =>
  parseIpv4(text) !== undefined || /^\d{1,39}$/.test(text) || parseIpv6(text) !== undefined;

function addressIn(text: string): { family: 4 | 6; value: bigint; numeric: boolean } {
  const four = parseIpv4(text);
  if (four !== undefined) return { family: 4, value: BigInt(four), numeric: false };
  if (/^\d{1,39}$/.test(text)) {
    const value = BigInt(text);
    if (value >> 128n === 0n) return { family: value >> 32n === 0n ? 4 : 6, value, numeric: true };
  }
  const groups = parseIpv6(text);
  if (groups === undefined) throw new BadRange("the address is not valid", text);
  return {
    family: 6,
    value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n),
    numeric: false,
  };
}

/** IPv4 addresses as IPv6 has them, ::ffff:0:0/96: files for IPv6 often hold both. */
const isMapped = (value: bigint): boolean => value >> 32n === 0xffffn;

function rangeOf(family: 4 | 6, first: bigint, last: bigint, text: string): AddressRange {
  if (family === 4) return { family, first: halves(first, 16n), last: halves(last, 16n) };
  if (isMapped(first) && isMapped(last)) return rangeOf(4, first & ALL_32, last & ALL_32, text);
  if ((first & ALL_64) !== 0n || (last & ALL_64) !== ALL_64)
    throw new TooFine("the range is finer than a /64, which is how finely IPv6 is looked up", text);
  return { family, first: halves(first >> 64n, 32n), last: halves(last >> 64n, 32n) };
}

const halves = (value: bigint, bits: bigint): Halves => [
  Number(value >> bits),
  Number(value & ((1n << bits) - 1n)),
];
