import { BoundedCache } from "../../../shared/bounded-cache.ts";
import { textStep } from "../step.ts";
import { pageOf } from "./page.ts";

/** Who sent the visitor. */
export const referrer = textStep("referrer", {
  reads: "page_referrer",
  after: "page_host",
  of(address, pageHost) {
    const found = referrerOf(address, pageHost);
    return { referrer_medium: found?.medium, referrer_source: found?.source };
  },
});

export interface Referrer {
  medium: "internal" | "search" | "social" | "email" | "paid" | "unknown";
  source: string | undefined;
}

/** Well-known referring hosts by registrable name, with the names that their traffic goes by. */
const known: Record<string, Referrer> = {
  google: { medium: "search", source: "Google" },
  bing: { medium: "search", source: "Bing" },
  duckduckgo: { medium: "search", source: "DuckDuckGo" },
  yahoo: { medium: "search", source: "Yahoo" },
  baidu: { medium: "search", source: "Baidu" },
  yandex: { medium: "search", source: "Yandex" },
  ecosia: { medium: "search", source: "Ecosia" },
  naver: { medium: "search", source: "Naver" },
  qwant: { medium: "search", source: "Qwant" },
  startpage: { medium: "search", source: "Startpage" },
  facebook: { medium: "social", source: "Facebook" },
  instagram: { medium: "social", source: "Instagram" },
  twitter: { medium: "social", source: "X" },
  x: { medium: "social", source: "X" },
  t: { medium: "social", source: "X" },
  linkedin: { medium: "social", source: "LinkedIn" },
  lnkd: { medium: "social", source: "LinkedIn" },
  pinterest: { medium: "social", source: "Pinterest" },
  reddit: { medium: "social", source: "Reddit" },
  tiktok: { medium: "social", source: "TikTok" },
  youtube: { medium: "social", source: "YouTube" },
  vk: { medium: "social", source: "VK" },
  weibo: { medium: "social", source: "Weibo" },
  doubleclick: { medium: "paid", source: "Google Ads" },
  googlesyndication: { medium: "paid", source: "Google Ads" },
  googleadservices: { medium: "paid", source: "Google Ads" },
};

/** Hosts that say more than their registrable name does. */
const exact: Record<string, Referrer> = {
  "mail.google.com": { medium: "email", source: "Gmail" },
  "mail.yahoo.com": { medium: "email", source: "Yahoo Mail" },
  "outlook.live.com": { medium: "email", source: "Outlook" },
  "outlook.office.com": { medium: "email", source: "Outlook" },
  "mail.proton.me": { medium: "email", source: "Proton Mail" },
};

/** Names of one letter are only meant with the one ending that is theirs. */
const shortNames: Record<string, string> = { x: "x.com", t: "t.co" };

const unknown: Referrer = { medium: "unknown", source: undefined };
const internal: Referrer = { medium: "internal", source: undefined };
const byHost = new BoundedCache<Referrer>(5_000);

/** Where a visit came from; undefined when the address has no host. */
export function referrerOf(pageReferrer: string, pageHost: string | undefined): Referrer | undefined {
  const { host } = pageOf(pageReferrer);
  if (host === undefined) return undefined;
  if (host === pageHost) return internal;
  const cached = byHost.get(host);
  if (cached !== undefined) return cached;
  const found = exact[host] ?? byRegistrableName(host);
  byHost.set(host, found);
  return found;
}

/** `www.google.co.uk` → google: the label before a public suffix of one or two short labels. */
function byRegistrableName(host: string): Referrer {
  const labels = host.split(".");
  const last = labels.length - 1;
  const secondLevel = last >= 2 && labels[last]!.length === 2 && labels[last - 1]!.length <= 3;
  const name = labels[last - (secondLevel ? 2 : 1)] ?? "";
  const short = shortNames[name];
  if (short !== undefined && host !== short && !host.endsWith(`.${short}`)) return unknown;
  return Object.hasOwn(known, name) ? known[name]! : unknown;
}
