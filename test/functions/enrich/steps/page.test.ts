import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { campaignOf } from "../../../../functions/enrich/steps/campaign.ts";
import { pageOf } from "../../../../functions/enrich/steps/page.ts";
import { referrerOf } from "../../../../functions/enrich/steps/referrer.ts";

describe("pageOf", () => {
  test.each([
    { url: "https://Shop.Example:8443/a/b?x=1#top", host: "shop.example", path: "/a/b", query: "x=1" },
    { url: "http://shop.example", host: "shop.example", path: "/", query: undefined },
    { url: "https://user:secret@shop.example/?q", host: "shop.example", path: "/", query: "q" },
    { url: "https://[2001:db8::1]:443/x", host: "[2001:db8::1]", path: "/x", query: undefined },
    { url: "https://shop.example#only?this", host: "shop.example", path: "/", query: undefined },
    { url: "/corporis/deserunt.gif?a=b", host: undefined, path: "/corporis/deserunt.gif", query: "a=b" },
    { url: "mailto:someone", host: undefined, path: undefined, query: undefined },
    { url: "https://", host: undefined, path: undefined, query: undefined },
  ])("$url", ({ url, host, path, query }) => {
    expect(pageOf(url)).toEqual({ host, path, query });
  });

  test("agrees with URL on host and search of every web address", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const expected = new URL(url);
        const page = pageOf(url);
        expect(page.host).toBe(expected.hostname);
        expect(page.query ?? "").toBe(url.split("#")[0]!.split("?").slice(1).join("?"));
      }),
    );
  });
});

describe("campaignOf", () => {
  test.each([
    {
      query: "utm_source=news&utm_medium=e-mail&x=1",
      campaign: { utm_source: "news", utm_medium: "e-mail" },
    },
    { query: "utm_term=red+shoes%21", campaign: { utm_term: "red shoes!" } },
    { query: "utm_term=100%", campaign: { utm_term: "100%" } },
    { query: "utm_source=first&utm_source=second", campaign: { utm_source: "first" } },
    { query: "utm_source=&utm_content", campaign: {} },
    { query: "xutm_source=a", campaign: {} },
    { query: undefined, campaign: {} },
  ])("$query", ({ query, campaign }) => {
    expect(campaignOf(query)).toEqual(campaign);
  });
});

describe("referrerOf", () => {
  test.each([
    { referrer: "https://www.google.co.uk/search?q=x", medium: "search", source: "Google" },
    { referrer: "https://mail.google.com/", medium: "email", source: "Gmail" },
    { referrer: "https://l.facebook.com/l.php", medium: "social", source: "Facebook" },
    { referrer: "https://t.co/abc", medium: "social", source: "X" },
    { referrer: "https://t.example/abc", medium: "unknown", source: undefined },
    { referrer: "https://shop.example/a", medium: "internal", source: undefined },
    { referrer: "https://blog.example/post", medium: "unknown", source: undefined },
    { referrer: "https://constructor.com/", medium: "unknown", source: undefined },
  ])("$referrer", ({ referrer, medium, source }) => {
    expect(referrerOf(referrer, "shop.example")).toEqual({ medium, source });
  });

  test("has nothing to say of what is no address", () => {
    expect(referrerOf("android-app://x", "shop.example")).toBeUndefined();
  });
});
