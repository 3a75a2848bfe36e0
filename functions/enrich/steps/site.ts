import { parse } from "tldts";
import { BoundedCache } from "../../../shared/bounded-cache.ts";

/** Whose host it is, by the public suffix list. */
export interface Site {
  /**
   * The registrable domain: `shop.co.uk` of `www.shop.co.uk`, and `a.github.io` of itself, since anybody may have a name
   * below github.io. Undefined of an address, and of a name without a suffix.
   */
  domain: string | undefined;
  /**
   * What of it stands before a suffix of a registry: `google` of google.co.uk, nothing of google.github.io or
   * google.example.
   */
  name: string | undefined;
}

const byHost = new BoundedCache<Site>(5_000);

export function siteOf(host: string): Site {
  const known = byHost.get(host);
  if (known !== undefined) return known;
  const { domain, domainWithoutSuffix, isIcann } = parse(host, { allowPrivateDomains: true });
  const site = {
    domain: domain ?? undefined,
    name: isIcann === true ? (domainWithoutSuffix ?? undefined) : undefined,
  };
  byHost.set(host, site);
  return site;
}

/** Whether the host is another one of the same site, with `www.` or without, or a sub-domain. */
export function isSameSite(host: string, other: string): boolean {
  const { domain } = siteOf(host);
  return host === other || (domain !== undefined && domain === siteOf(other).domain);
}
