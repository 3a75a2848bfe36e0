import { createHmac } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { fragment, textField } from "../json-text.ts";

export interface PseudonymousAddress {
  /** As the event names it: for the look-ups, and stored nowhere. */
  ip: string;
  ip_hash: string;
  /** Absent when the text is no address: cutting it would keep it. */
  ip_prefix: string | undefined;
  /** The two as fields that continue a JSON object. */
  json: Uint8Array;
}

export type Addresses = TextCache<PseudonymousAddress>;

/** Cached, since an HMAC costs two microseconds. */
export const addressesBy = (key: string): Addresses => new TextCache(65_536, (ip) => pseudonymOf(ip, key));

/**
 * Replaces an address by a keyed hash (the same visitor stays recognisable, the address is not recoverable without
 * the key) and a prefix of a network.
 */
export function pseudonymOf(ip: string, key: string): PseudonymousAddress {
  const ip_hash = createHmac("sha256", key).update(ip).digest("hex").slice(0, 32);
  const ip_prefix = prefixOf(ip);
  const json = fragment(textField("ip_hash", ip_hash) + textField("ip_prefix", ip_prefix));
  return { ip, ip_hash, ip_prefix, json };
}

function prefixOf(ip: string): string | undefined {
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf("."))}.0/24`;
  return isIPv6(ip) ? `${firstGroups(ip)}::/48` : undefined;
}

/** The first three groups of an IPv6 address, written out: `::` may stand for any of them. */
function firstGroups(ip: string): string {
  const [head = "", tail] = ip.split("%")[0]!.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  // An embedded IPv4 address stands for two groups.
  const width = after.length + (after.at(-1)?.includes(".") ? 1 : 0);
  while (tail !== undefined && groups.length + width < 8) groups.push("0");
  return [...groups, ...after]
    .slice(0, 3)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
}
