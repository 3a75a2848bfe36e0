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
    { url: "HTTPS://WWW.Shop.Example/A?B=1", host: "www.shop.example", path: "/A", query: "B=1" },
    { url: "Http://shop.example", host: "shop.example", path: "/", query: undefined },
    { url: "//shop.example/a?b", host: "shop.example", path: "/a", query: "b" },
    { url: "android-app://com.example.shop/", host: "com.example.shop", path: "/", query: undefined },
    { url: "https://bücher.example/", host: "xn--bcher-kva.example", path: "/", query: undefined },
    { url: "https://XN--BCHER-KVA.example/", host: "xn--bcher-kva.example", path: "/", query: undefined },
    { url: "https://a\u0000b.example/", host: undefined, path: undefined, query: undefined },
    { url: "ftp://shop.example/", host: undefined, path: undefined, query: undefined },
    { url: "xhttps://shop.example/", host: undefined, path: undefined, query: undefined },
    { url: " https://shop.example/a ", host: "shop.example", path: "/a", query: undefined },
    { url: "https://shop.example./a", host: "shop.example", path: "/a", query: undefined },
    { url: "www.shop.example/a?b", host: "www.shop.example", path: "/a", query: "b" },
    { url: "WWW.Shop.Example:8080", host: "www.shop.example", path: "/", query: undefined },
    { url: "www.html", host: undefined, path: undefined, query: undefined },
    { url: "index.html?a=b", host: undefined, path: undefined, query: "a=b" },
    { url: "data:text/html,?a=b", host: undefined, path: undefined, query: undefined },
    { url: "file:///tmp/a?b", host: undefined, path: undefined, query: undefined },
    { url: "mailto:someone", host: undefined, path: undefined, query: undefined },
    { url: "https://", host: undefined, path: undefined, query: undefined },
  ])("$url", ({ url, host, path, query }) => {
    expect(pageOf(url)).toMatchObject({ host, path, query });
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
    {
      query: "a=1&amp;utm_source=news&amp;amp;utm_medium=e-mail&AMP;utm_term=x",
      campaign: { utm_source: "news", utm_medium: "e-mail", utm_term: "x" },
    },
    { query: undefined, campaign: {} },
  ])("$query", ({ query, campaign }) => {
    expect(campaignOf(query)).toEqual(campaign);
  });
});

test("a value of a campaign is cut between characters", () => {
  const cut = (text: string) => campaignOf(`utm_term=${encodeURIComponent(text)}`).utm_term;
  expect(cut("x".repeat(300))).toBe("x".repeat(256));
  expect(cut(`${"x".repeat(255)}😀`)).toBe("x".repeat(255));
  expect(cut(`${"x".repeat(254)}😀y`)).toBe(`${"x".repeat(254)}😀`);
  fc.assert(
    fc.property(fc.array(fc.constantFrom("😀", "a", "é", "👩‍👩‍👧"), { maxLength: 200 }), (parts) => {
      const text = parts.join("");
      const kept = cut(text) ?? "";
      expect(kept.isWellFormed() && text.startsWith(kept)).toBe(true);
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(text.length, 255));
    }),
  );
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

  test.each([
    { referrer: "HTTPS://WWW.GOOGLE.COM/", medium: "search", source: "Google" },
    { referrer: "http://google.com.br", medium: "search", source: "Google" },
    { referrer: "https://google.example/", medium: "unknown", source: undefined },
    { referrer: "https://google.github.io/", medium: "unknown", source: undefined },
    { referrer: "https://bing.example/", medium: "unknown", source: undefined },
    { referrer: "https://notbing.com/", medium: "unknown", source: undefined },
    { referrer: "https://m.vk.ru/", medium: "social", source: "VK" },
    { referrer: "https://youtu.be/abc", medium: "social", source: "YouTube" },
    { referrer: "https://out.reddit.com/t3_x", medium: "social", source: "Reddit" },
    { referrer: "https://www.pinterest.co.uk/", medium: "social", source: "Pinterest" },
    { referrer: "https://netflix.com/", medium: "unknown", source: undefined },
    { referrer: "https://facebook.com.evil.example/", medium: "unknown", source: undefined },
    { referrer: "//www.ecosia.org/", medium: "search", source: "Ecosia" },
    { referrer: "android-app://com.google.android.gm/", medium: "email", source: "Gmail" },
    {
      referrer: "android-app://com.google.android.googlequicksearchbox/https/www.google.com",
      medium: "search",
      source: "Google",
    },
    { referrer: "android-app://m.facebook.com/", medium: "social", source: "Facebook" },
    { referrer: "android-app://com.example.notes/", medium: "unknown", source: undefined },
    { referrer: "https://com.google.android.gm/", medium: "unknown", source: undefined },
    { referrer: "https://localhost/", medium: "unknown", source: undefined },
    { referrer: "https://192.0.2.1/", medium: "unknown", source: undefined },
  ])("$referrer is $medium, $source", ({ referrer, medium, source }) => {
    expect(referrerOf(referrer, "shop.example")).toEqual({ medium, source });
  });

  test.each([
    { description: "www.", page: "shop.example", referrer: "https://www.shop.example/a", isInternal: true },
    {
      description: "without www.",
      page: "www.shop.example",
      referrer: "http://shop.example",
      isInternal: true,
    },
    {
      description: "a sub-domain",
      page: "shop.example",
      referrer: "https://pay.shop.example/",
      isInternal: true,
    },
    {
      description: "the same below co.uk",
      page: "a.shop.co.uk",
      referrer: "https://shop.co.uk/",
      isInternal: true,
    },
    {
      description: "a neighbour below co.uk",
      page: "a.co.uk",
      referrer: "https://b.co.uk/",
      isInternal: false,
    },
    {
      description: "a neighbour at a host of shops",
      page: "a.myshopify.com",
      referrer: "https://b.myshopify.com/",
      isInternal: false,
    },
    {
      description: "an ending of the name",
      page: "shop.example",
      referrer: "https://myshop.example/",
      isInternal: false,
    },
    {
      description: "the same address",
      page: "192.0.2.1",
      referrer: "http://192.0.2.1:8080/",
      isInternal: true,
    },
    { description: "another address", page: "192.0.2.1", referrer: "http://198.51.2.1/", isInternal: false },
    {
      description: "the same machine",
      page: "localhost",
      referrer: "http://localhost:3000/",
      isInternal: true,
    },
    {
      description: "the same app",
      page: "com.example.shop",
      referrer: "android-app://com.example.shop/",
      isInternal: true,
    },
    {
      description: "another app of its maker",
      page: "com.example.gm",
      referrer: "android-app://com.other.example.gm/",
      isInternal: false,
    },
    {
      description: "a search for oneself",
      page: "www.google.com",
      referrer: "https://mail.google.com/",
      isInternal: true,
    },
    {
      description: "where the page has no host",
      page: undefined,
      referrer: "https://shop.example/",
      isInternal: false,
    },
  ])("$description: internal is $isInternal", ({ page, referrer, isInternal }) => {
    expect(referrerOf(referrer, page)?.medium === "internal").toBe(isInternal);
  });

  test.each([
    { referrer: "google.com", medium: "search", source: "Google" },
    { referrer: "www.google.com/search?q=a", medium: "search", source: "Google" },
    { referrer: " M.Facebook.com/ ", medium: "social", source: "Facebook" },
    { referrer: "t.co", medium: "social", source: "X" },
  ])("knows $referrer without its scheme", ({ referrer, medium, source }) => {
    expect(referrerOf(referrer, "shop.example")).toEqual({ medium, source });
  });

  test.each([
    "",
    "about:blank",
    "/cart",
    "Direct",
    "index.html",
    "blog.example/post",
    "google",
    "mailto:a@google.com",
  ])("has nothing to say of what has no host: %s", (address) => {
    expect(referrerOf(address, "shop.example")).toBeUndefined();
  });
});
