import { BoundedCache } from "../../../shared/bounded-cache.ts";
import { textStep } from "../step.ts";
import { type Referrer, referringApps, referringDomains, referringNames } from "./known-referrers.ts";
import { isApp, pageOf } from "./page.ts";
import { isSameSite, siteOf } from "./site.ts";

/** Who sent the visitor. */
export const referrer = textStep("referrer", {
  reads: "page_referrer",
  after: "page_host",
  of(address, pageHost) {
    const found = referrerOf(address, pageHost);
    return { referrer_medium: found?.medium, referrer_source: found?.source };
  },
});

const unknown: Referrer = { medium: "unknown", source: undefined };
const internal: Referrer = { medium: "internal", source: undefined };
const byHost = new BoundedCache<Referrer>(5_000);

/**
 * Where a visit came from; undefined when the address has no host. It is internal where it came from another page of the
 * same site, which is to say of the same registrable domain.
 */
export function referrerOf(pageReferrer: string, pageHost: string | undefined): Referrer | undefined {
  const { host } = pageOf(pageReferrer);
  if (host === undefined) return undefined;
  // The package of an app is no name of a host, although it may look like one (`com.example.gm`).
  const app = isApp(pageReferrer);
  if (pageHost !== undefined && (app ? host === pageHost : isSameSite(host, pageHost))) return internal;
  if (app && Object.hasOwn(referringApps, host)) return referringApps[host];
  const known = byHost.get(host);
  if (known !== undefined) return known;
  const found = byDomain(host) ?? byName(host) ?? unknown;
  byHost.set(host, found);
  return found;
}

/** By the longest end of the host that is in the table, label by label. */
function byDomain(host: string): Referrer | undefined {
  for (let end = host; ; end = end.slice(end.indexOf(".") + 1)) {
    if (Object.hasOwn(referringDomains, end)) return referringDomains[end];
    if (!end.includes(".")) return undefined;
  }
}

function byName(host: string): Referrer | undefined {
  const { name } = siteOf(host);
  return name !== undefined && Object.hasOwn(referringNames, name) ? referringNames[name] : undefined;
}
