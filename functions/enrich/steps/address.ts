import { clientAddress, parseIpv6 } from "../../../shared/event/address.ts";
import { keyedHash } from "../../../shared/event/keyed-hash.ts";
import { textStep } from "../step.ts";

/**
 * Replaces the client's address by a keyed hash (the same visitor stays recognisable, the address is not recoverable
 * without the key) and a prefix of a network, which are the same however the address is spelt. A text without an address
 * has neither: the event loses it, and says `ip: invalid`.
 */
export const addressStep = (key: string) =>
  textStep("address", {
    reads: "ip",
    of(ip) {
      const client = clientAddress(ip);
      return {
        ip_hash: client && keyedHash(client, key),
        ip_prefix: client && prefixOf(client),
      };
    },
  });

function prefixOf(client: string): string {
  const groups = parseIpv6(client);
  if (groups === undefined) return `${client.slice(0, client.lastIndexOf("."))}.0/24`;
  const network = groups.slice(0, 3).map((group) => group.toString(16));
  return `${network.join(":")}::/48`;
}
