import { createHmac } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { textStep } from "../step.ts";

/**
 * Replaces an address by a keyed hash (the same visitor stays recognisable, the address is not recoverable without
 * the key) and a prefix of a network. The prefix is absent when the text is no address: cutting it would keep it.
 */
export const address = (key: string) =>
  textStep("address", {
    reads: "ip",
    of: (ip) => ({
      ip_hash: createHmac("sha256", key).update(ip).digest("hex").slice(0, 32),
      ip_prefix: prefixOf(ip),
    }),
  });

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
