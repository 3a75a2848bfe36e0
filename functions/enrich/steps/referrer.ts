import { BoundedCache } from "../../../shared/bounded-cache.ts";
import { clickIdOf } from "../../../shared/event/click-ids.ts";
import { textStep } from "../step.ts";
import { type Referrer, referringApps, referringDomains, referringNames } from "./known-referrers.ts";
import { isApp, pageOf } from "./page.ts";
import { isSameSite, siteOf } from "./site.ts";
import { webmailOf } from "./webmail.ts";

/**
 * Who sent the visitor.
 * @param ownDomains domains that belong together with the site's own: another shop of the company, a host of payments
 */
export const referrerStep = (ownDomains: readonly string[]) => {
  const own = new Set(ownDomains.map((domain) => domain.toLowerCase()));
  return textStep("referrer", {
    reads: "page_referrer",
    after: "page_host",
    alsoAfter: "click_id_source",
    of(address, pageHost, clickSource) {
      const found = paidReferrer(clickSource) ?? referrerOf(address, pageHost, own);
      return { referrer_medium: found?.medium, referrer_source: found?.source };
    },
  });
};

/** Whoever sent the visitor was paid for it, where the address of the page has the mark of such a click. */
function paidReferrer(clickSource: string | undefined): Referrer | undefined {
  const click = clickIdOf(clickSource);
  return click?.paid === undefined ? undefined : { medium: "paid", source: click.network };
}

const unknown: Referrer = { medium: "unknown", source: undefined };
const internal: Referrer = { medium: "internal", source: undefined };
const byHost = new BoundedCache<Referrer>(5_000);
const none: ReadonlySet<string> = new Set();

/**
 * Where a visit came from; undefined when the address has no host, and names no well-known one. It is internal where it
 * came from another page of the same site, which is to say of the same registrable domain, or of one that is said to be
 * one's own.
 */
export function referrerOf(
  pageReferrer: string,
  pageHost: string | undefined,
  own: ReadonlySet<string> = none,
): Referrer | undefined {
  const { host } = pageOf(pageReferrer);
  if (host === undefined) return knownByName(pageReferrer);
  // The package of an app is no name of a host, although it may look like one (`com.example.gm`).
  const app = isApp(pageReferrer);
  if (own.size > 0 && endsOf(host).some((end) => own.has(end))) return internal;
  if (pageHost !== undefined && (app ? host === pageHost : isSameSite(host, pageHost))) return internal;
  if (app)
    return Object.hasOwn(referringApps, host) ? referringApps[host] : (byDomain(host)?.referrer ?? unknown);
  const known = byHost.get(host);
  if (known !== undefined) return known;
  const found = referrerByHost(host);
  byHost.set(host, found);
  return found;
}

/** A host without a scheme, as exports of other tools name who sent a visitor. */
const BARE_HOST = /^\s*((?:[a-z\d-]+\.)+[a-z]{2,})(?=[\s:/?#]|$)/i;

/** Of a text that is no address it is a referrer only if it is a well-known one. */
function knownByName(text: string): Referrer | undefined {
  const host = BARE_HOST.exec(text)?.[1]?.toLowerCase();
  if (host === undefined) return undefined;
  const found = referrerByHost(host);
  return found.medium === "unknown" ? undefined : found;
}

function referrerByHost(host: string): Referrer {
  const site = siteOf(host);
  const listed = byDomain(host) ?? byName(host, site.name);
  // A host of its own in the table says more than how it is named; a search engine's mail is mail.
  if (listed !== undefined && listed.end === host) return listed.referrer;
  const mail = webmailOf(host, site.domain, site.name);
  if (mail !== undefined) return mail;
  if (listed === undefined) return unknown;
  const { referrer, end } = listed;
  return referrer.medium === "search" && NOT_SEARCHING.test(host.slice(0, -end.length)) ? unknown : referrer;
}

/**
 * First labels of hosts on which the company behind a search engine does something else: to sign in, to pay, to read a
 * document. Whoever comes back from one was not searching.
 */
const NOT_SEARCHING =
  /^(?:accounts?|admin|ads?|adssettings|analytics|answers|api|auth|blog|books|business|calendar|chat|checkout|chromewebstore|classroom|cloud|contacts|console|design|developers?|disk|docs|dns|drive|earth|edu|finance|fi|firebase|forms|games|gemini|groups|help|hangouts|id|keep|login|lookerstudio|market|marketingplatform|meet|messages|money|music|my|myaccount|notebooklm|oauth|one|passport|pay|payments?|photos|play|policies|profile|script|security|sheets|shop|signin|sites|slides|skillshop|sports|sso|store|studio|support|tagassistant|tagmanager|taxi|translate|travel|voice|wallet|weather|wiki|workspace)\d*\./;

interface Listed {
  referrer: Referrer;
  /** The end of the host that is listed. */
  end: string;
}

/** By the longest end of the host that is in the table, label by label. */
function byDomain(host: string): Listed | undefined {
  for (const end of endsOf(host)) {
    const referrer = referringDomains.get(end);
    if (referrer !== undefined) return { referrer, end: end === host.replace(/^www\./, "") ? host : end };
  }
  return undefined;
}

/** The host, then each end of it behind a point. */
function endsOf(host: string): string[] {
  const ends = [host];
  for (let at = host.indexOf("."); at >= 0; at = host.indexOf(".", at + 1)) ends.push(host.slice(at + 1));
  return ends;
}

/** By the name before a registry's suffix, or by that and the labels before it: `images.google.{}`. */
function byName(host: string, name: string | undefined): Listed | undefined {
  if (name === undefined) return undefined;
  const from = host.split(".").lastIndexOf(name);
  if (from < 0) return undefined;
  for (let label = 0; label <= from; label += 1) {
    const labels = host.split(".").slice(label);
    const key = labels.slice(0, from - label + 1).join(".");
    const referrer = referringNames.get(key);
    if (referrer !== undefined) return { referrer, end: label === 0 ? host : labels.join(".") };
  }
  return undefined;
}
