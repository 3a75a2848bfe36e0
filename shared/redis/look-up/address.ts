import { clientAddress, parseIpv4, parseIpv6 } from "../../event/address.ts";

/** An address as its bucket and its place there: 16 and 16 bits of IPv4, the first 32 and the next 32 bits of IPv6. */
export interface Address {
  family: 4 | 6;
  high: number;
  low: number;
}

/**
 * Of the client's address, however it is spelt; undefined for what is none. One of IPv4 takes 0.1 µs, others a few.
 * Mapped IPv4 is IPv4.
 */
export function parseAddress(text: string): Address | undefined {
  const address = clientAddress(text);
  if (address === undefined) return undefined;
  const four = parseIpv4(address);
  if (four !== undefined) return { family: 4, high: four >>> 16, low: four & 0xffff };
  const [a, b, c, d] = parseIpv6(address) as [number, number, number, number];
  return { family: 6, high: a * 0x10000 + b, low: c * 0x10000 + d };
}
