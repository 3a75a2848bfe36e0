import { BoundedCache } from "../../../shared/bounded-cache.ts";
import type { SourceKind } from "../../../shared/steps/touch.ts";
import { type Referrer, referringDomains, referringNames } from "./known-referrers.ts";
import { referrerOf } from "./referrer.ts";
import { siteOf } from "./site.ts";

/** Sites of video and of shops, which are no medium of a referrer of their own. */
const videoNames =
  "bilibili dailymotion disneyplus hulu iqiyi netflix niconico nicovideo rutube ted twitch viki vimeo wistia youku youtube".split(
    " ",
  );
const shoppingNames =
  "alibaba aliexpress allegro amazon bestbuy ebay etsy flipkart idealo lazada mercadolibre mercadolivre otto ozon pricerunner rakuten shein shopee shopify shopping shopzilla stripe target temu walmart wildberries wish zalando".split(
    " ",
  );
/** What campaigns call sources for short. */
const short: Readonly<Record<string, SourceKind>> = {
  adwords: "search",
  "e-mail": "email",
  email: "email",
  fb: "social",
  "google ads": "search",
  googleads: "search",
  ig: "social",
  insta: "social",
  meta: "social",
  "microsoft ads": "search",
  twitter: "social",
  x: "social",
  "yandex direct": "search",
  yt: "video",
};

const kinds = new Map<string, SourceKind>(Object.entries(short));

function take(name: string | undefined, kind: SourceKind | undefined): void {
  const key = name?.toLowerCase();
  if (key !== undefined && kind !== undefined && !kinds.has(key)) kinds.set(key, kind);
}

for (const name of videoNames) take(name, "video");
for (const name of shoppingNames) take(name, "shopping");

const kindOf = ({ medium }: Referrer): SourceKind | undefined =>
  medium === "search" || medium === "social" || medium === "email" || medium === "ai_assistant"
    ? medium
    : undefined;

for (const [name, referrer] of referringNames) take(name, kindOf(referrer));
for (const [domain, referrer] of referringDomains) {
  const site = siteOf(domain);
  if (site.domain === domain) take(site.name, kindOf(referrer));
  take(referrer.source, kindOf(referrer));
}

const byHost = new BoundedCache<{ kind: SourceKind | undefined }>(2_000);

/** What kind of site goes by a name or a host; undefined where nobody knows. */
export function sourceKind(source: string): SourceKind | undefined {
  const name = source.toLowerCase();
  const known = kinds.get(name);
  if (known !== undefined || !name.includes(".")) return known;
  const before = byHost.get(name);
  if (before !== undefined) return before.kind;
  const named = siteOf(name).name;
  const referrer = referrerOf(`//${name}/`, undefined);
  const ofName = named === undefined ? undefined : kinds.get(named);
  const kind =
    ofName === "video" || ofName === "shopping"
      ? ofName
      : referrer === undefined
        ? undefined
        : kindOf(referrer);
  byHost.set(name, { kind });
  return kind;
}
