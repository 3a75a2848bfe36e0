import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Link-local addresses, at which metadata services hand out credentials. No setting and no host name may lead a
 * request with a token to them.
 */
const refused = new BlockList();
refused.addSubnet("169.254.0.0", 16, "ipv4");
refused.addSubnet("fe80::", 10, "ipv6");
// EC2's metadata service, and its neighbours, over IPv6 ("Instance metadata", Amazon EC2 User Guide).
refused.addSubnet("fd00:ec2::", 32, "ipv6");

/** Names of metadata services that resolve only where they are. */
const names = new Set([
  "metadata",
  "metadata.google.internal",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Whether the text of a URL's host is one of those. */
export function isLinkLocalHost(hostname: string): boolean {
  const host = hostname
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
  return names.has(host) || isLinkLocal(host);
}

function isLinkLocal(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && refused.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** Resolves names by `resolve`, and fails for a name that leads to a link-local address. */
export function guarded(resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const found = addresses.find(({ address }) => isLinkLocal(address));
      if (found) return callback(new Error(`${hostname} is ${found.address}, a link-local address.`), []);
      return options.all ? callback(null, addresses) : first(addresses, callback);
    });
  };
}

function first([found]: LookupAddress[], callback: Parameters<LookupFunction>[2]): void {
  callback(null, found?.address ?? "", found?.family);
}

/** The DNS lookup of every client that sends a token to an address from a setting. */
export const guardedLookup: LookupFunction = guarded(lookup);
