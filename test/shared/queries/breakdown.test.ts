import { describe, expect, test } from "@jest/globals";
import { SESSION_TRAITS } from "../../../shared/queries/parameters.ts";
import { event, purchase, sqlOf, type WarehouseRow, warehouse } from "./warehouse.ts";

/** Two visits of a device on a telephone, and one on a computer that came by an advertisement. */
const onPhone = { device_category: "mobile", session_channel: "Direct", session_index: 1 };
const byAd = {
  device_category: "desktop",
  session_channel: "Paid Search",
  session_utm_source: "google",
  session_utm_medium: "cpc",
  session_utm_campaign: "spring",
  session_index: 1,
};

async function rowsOf(events: WarehouseRow[], trait: string, ...columns: string[]): Promise<unknown[][]> {
  const rows = await (await warehouse({ events })).query("breakdown", { trait });
  return rows.map((row) => ["trait", ...columns].map((column) => row[column]));
}

test("a row of the breakdown is what became of the sessions that have the trait in common", async () => {
  const { query } = await warehouse({
    events: [
      event("a", "page_view", "10:00:00", onPhone),
      event("b", "page_view", "10:00:00", onPhone),
      event("b", "page_view", "10:00:30", onPhone),
      event("b", "add_to_cart", "10:01:00", onPhone),
      event("c", "product_view", "11:00:00", byAd),
      event("c", "add_to_cart", "11:00:10", byAd),
      event("c", "begin_checkout", "11:00:20", byAd),
      purchase("c", "11:00:30", 10, { ...byAd, value_base: 9, order_id: "1" }),
      purchase("c", "11:00:40", 10, { ...byAd, value_base: 9, order_id: "1" }),
      event("a", "page_view", "2026-03-03T10:00:00", { ...onPhone, session_id: "a-2", session_index: 2 }),
      event("a", "add_to_cart", "2026-03-03T10:00:00", { ...onPhone, session_id: "a-2", session_index: 2 }),
      event("robot", "page_view", "12:00:00", { ...onPhone, is_bot: true }),
      event("d", "page_view", "12:00:00", { ...onPhone, session_id: null }),
    ],
  });
  expect(await query("breakdown", { trait: "device" })).toEqual([
    {
      trait: "mobile",
      sessions: 3,
      share_of_sessions: 0.75,
      visitors: 2,
      new_sessions: 2,
      bounce_rate: 0.6667,
      average_seconds: 20,
      with_product_view: 0,
      with_add_to_cart: 2,
      with_checkout: 0,
      converted_sessions: 0,
      conversion_rate: 0,
      cart_abandonment: 1,
      orders: 0,
      revenue: 0,
      currency: null,
      revenue_base: 0,
    },
    {
      trait: "desktop",
      sessions: 1,
      share_of_sessions: 0.25,
      visitors: 1,
      new_sessions: 1,
      bounce_rate: null,
      average_seconds: 40,
      with_product_view: 1,
      with_add_to_cart: 1,
      with_checkout: 1,
      converted_sessions: 1,
      conversion_rate: 1,
      cart_abandonment: 0,
      orders: 1,
      revenue: 10,
      currency: "EUR",
      revenue_base: 9,
    },
  ]);
});

test("money in two currencies is not added up", async () => {
  const events = [
    purchase("a", "10:00:00", 10, byAd),
    purchase("b", "10:00:00", 1, { ...byAd, currency: "USD" }),
  ];
  expect(await rowsOf(events, "channel", "orders", "revenue", "currency")).toEqual([
    ["Paid Search", 2, null, null],
  ]);
});

describe("what brought a session", () => {
  const later = { session_referrer_medium: "search", session_referrer_source: "Google", session_index: 1 };

  test.each([
    { trait: "channel", expected: "Paid Search" },
    { trait: "source", expected: "google" },
    { trait: "medium", expected: "cpc" },
    { trait: "campaign", expected: "spring" },
  ])("is the $trait of its campaign", async ({ trait, expected }) => {
    expect(await rowsOf([event("a", "page_view", "10:00:00", byAd)], trait, "sessions")).toEqual([
      [expected, 1],
    ]);
  });

  test.each([
    { trait: "channel", expected: "Organic Search" },
    { trait: "source", expected: "Google" },
    { trait: "medium", expected: "search" },
    { trait: "campaign", expected: null },
  ])("is its last touch, whole: $trait is $expected", async ({ trait, expected }) => {
    const events = [
      event("a", "page_view", "10:00:00", byAd),
      event("a", "page_view", "10:01:00", { ...later, session_channel: "Organic Search" }),
    ];
    expect(await rowsOf(events, trait, "sessions")).toEqual([[expected, 1]]);
  });

  test("is told by its device, and not by what a server reports for it, which counts all the same", async () => {
    const device = { ...byAd, anonymous_id: "d", person_id: "ann", session_id: "s" };
    const events = [
      event("ann", "page_view", "10:00:00", device),
      purchase("ann", "10:05:00", 10, { session_id: "s", session_channel: "Direct", session_index: 7 }),
    ];
    expect(await rowsOf(events, "channel", "sessions", "orders", "revenue")).toEqual([
      ["Paid Search", 1, 1, 10],
    ]);
  });
});

test.each([
  {
    trait: "landing",
    override: { page_path: "/start" },
    later: { page_path: "/end" },
    expected: "shop/start",
  },
  { trait: "device", override: { device_category: "tv" }, later: {}, expected: "tv" },
  { trait: "os", override: { os: "iOS" }, later: {}, expected: "iOS" },
  { trait: "browser", override: { browser: "Safari" }, later: {}, expected: "Safari" },
  {
    trait: "country",
    override: { geo_country: "DE" },
    later: { geo_country: "FR" },
    expected: "DE",
  },
  { trait: "locale", override: {}, later: { locale: "de-DE" }, expected: "de-DE" },
  { trait: "platform", override: { platform: "ios" }, later: {}, expected: "ios" },
  { trait: "app", override: { app_id: "shop" }, later: { app_id: "other" }, expected: "shop" },
  { trait: "visit", override: { session_index: 1 }, later: { session_index: 1 }, expected: "new" },
  { trait: "visit", override: { session_index: 4 }, later: { session_index: 4 }, expected: "returning" },
  { trait: "visit", override: {}, later: {}, expected: null },
])(
  "a session's $trait is $expected where its events say $override and $later",
  async ({ trait, override, later, expected }) => {
    const events = [event("a", "page_view", "10:00:00", override), event("a", "click", "10:01:00", later)];
    expect(await rowsOf(events, trait, "sessions")).toEqual([[expected, 1]]);
  },
);

test("every trait that can be asked for is one that sessions are told apart by", () => {
  const arms = [...sqlOf("breakdown").matchAll(/^ {6}when '(\w+)' then/gm)].map(([, name]) => name);
  const known = [...sqlOf("breakdown").matchAll(/\('(\w+)'\)/g)].map(([, name]) => name);
  expect(arms).toEqual(SESSION_TRAITS);
  expect(known).toEqual(SESSION_TRAITS);
});
