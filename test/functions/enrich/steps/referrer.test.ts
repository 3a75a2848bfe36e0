import { describe, expect, test } from "@jest/globals";
import {
  referringApps,
  referringDomains,
  referringNames,
} from "../../../../functions/enrich/steps/known-referrers.ts";
import { referrerOf, referrerStep } from "../../../../functions/enrich/steps/referrer.ts";
import lists from "../../../../functions/enrich/steps/referrers.json" with { type: "json" };
import { referrerMedia } from "../../../../shared/event/given.ts";

const SHOP = "shop.example.com";

describe("the medium of a referrer", () => {
  test.each([
    ["a search engine", "https://www.google.co.uk/", "search", "Google"],
    ["one of the list alone", "https://www.seznam.cz/?q=x", "search", "Seznam"],
    ["a host of it that searches", "https://images.search.yahoo.com/search/images?p=x", "search", "Yahoo"],
    ["a country's host", "https://de.search.yahoo.com/search?p=x", "search", "Yahoo"],
    ["a social network", "https://l.threads.net/l/ABC", "social", "Threads"],
    ["one by its short links", "https://t.me/shop", "social", "Telegram"],
    ["an assistant", "https://www.perplexity.ai/search?q=x", "ai_assistant", "Perplexity"],
    ["one below a search engine", "https://gemini.google.com/app", "ai_assistant", "Gemini"],
    ["the app of one", "android-app://com.openai.chatgpt/", "ai_assistant", "ChatGPT"],
    ["a webmail", "https://mail.yahoo.co.jp/d/folders/1", "email", "Yahoo Mail"],
    ["one of a provider in no list", "https://webmail2.stadtwerke.de/", "email", "Stadtwerke"],
    ["one behind a redirect", "https://deref-gmx.net/mail/client/abc/dereferrer/", "email", "GMX"],
    ["an advertisement", "https://ad.doubleclick.net/ddm/trackclk/", "paid", "Google Ads"],
    ["another page of the site", "https://www.example.com/cart", "internal", undefined],
    ["any other site", "https://blog.nobody.org/post", "unknown", undefined],
    ["an app that nobody knows", "android-app://org.nobody.reader/", "unknown", undefined],
  ])("%s", (_description, address, medium, source) => {
    expect(referrerOf(address, SHOP)).toEqual({ medium, source });
  });

  test.each([
    "https://accounts.google.com/o/oauth2/auth",
    "https://docs.google.com/document/d/1",
    "https://drive.google.com/",
    "https://pay.google.com/",
    "https://support.google.com/",
    "https://finance.yahoo.com/quote",
    "https://passport.yandex.ru/auth",
    "https://login.yahoo.com/",
    "https://bing.example/",
    "https://notgoogle.com/",
  ])("is no search where nobody searched: %s", (address) => {
    expect(referrerOf(address, SHOP)?.medium).toBe("unknown");
  });

  test("is internal for domains that are said to be one's own, and for all below them", () => {
    const own = new Set(["pay.example.net", "google.com"]);
    expect(referrerOf("https://secure.pay.example.net/return", SHOP, own)?.medium).toBe("internal");
    expect(referrerOf("https://accounts.google.com/", SHOP, own)?.medium).toBe("internal");
    expect(referrerOf("https://example.net/", SHOP, own)?.medium).toBe("unknown");
    expect(referrerStep(["PAY.example.net"]).of("https://pay.example.net/", SHOP)).toEqual({
      referrer_medium: "internal",
      referrer_source: undefined,
    });
  });

  test("is one of those that the schema names, of every entry", () => {
    const all = [...referringNames.values(), ...referringDomains.values(), ...Object.values(referringApps)];
    expect(all.length).toBeGreaterThan(600);
    for (const { medium, source } of all) {
      expect(referrerMedia).toContain(medium);
      expect(source).toMatch(/^.{1,64}$/);
    }
  });
});

test("the list says whose it is, under which licence and of which commit", () => {
  expect(lists).toMatchObject({ licence: "CC0-1.0", commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
});
