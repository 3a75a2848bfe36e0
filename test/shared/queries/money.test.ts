import { describe, expect, test } from "@jest/globals";
import { event, purchase, queryNames, sqlOf, warehouse } from "./warehouse.ts";

const dollars = { currency: "USD" };

describe("two currencies are never added up", () => {
  const events = [
    purchase("a", "10:00:00", 10),
    purchase("a", "10:01:00", 100, dollars),
    purchase("b", "11:00:00", 0.1),
    purchase("b", "11:01:00", 0.2),
    event("c", "page_view", "12:00:00"),
    purchase("d", "13:00:00", 5, { currency: null }),
    purchase("e", "14:00:00", null),
    purchase("f", "15:00:00", 1, { currency: null }),
    purchase("f", "15:01:00", 1),
  ];

  test.each([
    { name: "sessions", by: "session_id" },
    { name: "top_users", by: "visitor" },
  ])("in $name: money is given where there is one currency", async ({ name, by }) => {
    const rows = await (await warehouse({ events })).values(name, by, "purchases", "revenue", "currency");
    const ofOne = rows.map(([who, ...more]) => [String(who)[0], ...more]);
    expect(ofOne.sort()).toEqual([
      ["a", 2, null, null],
      ["b", 2, 0.3, "EUR"],
      ["c", 0, 0, null],
      ["d", 1, 5, null],
      ["e", 1, null, "EUR"],
      ["f", 2, null, null],
    ]);
  });

  test("in conversion_over_time: a day of two has none, and a day of one has", async () => {
    const { values } = await warehouse({
      events: [...events, purchase("g", "2026-03-03T10:00:00", 7, dollars)],
    });
    expect(await values("conversion_over_time", "day", "sessions", "orders", "revenue", "currency")).toEqual([
      ["2026-03-02", 6, 8, null, null],
      ["2026-03-03", 1, 1, 7, "USD"],
    ]);
  });

  test("in revenue: a row for each", async () => {
    const { values } = await warehouse({ events });
    expect(await values("revenue", "currency", "orders", "revenue")).toEqual([
      ["EUR", 5, 11.3],
      ["USD", 1, 100],
      [null, 2, 6],
    ]);
  });
});

describe("a sum in the base currency is one of all its amounts or none", () => {
  const direct = { session_channel: "Direct" };
  const byMail = { session_channel: "Email" };
  const day = "2026-03-03T";
  const events = [
    // Of one currency the table has a rate, and of the other it has none.
    purchase("a", "10:00:00", 10, { ...direct, value_base: 10 }),
    purchase("a", "10:01:00", 900, { ...direct, currency: "JPY" }),
    purchase("b", `${day}10:00:00`, 5, { ...byMail, value_base: 5 }),
    purchase("b", `${day}10:01:00`, 50, { ...byMail, ...dollars, value_base: 46 }),
    // What names no amount needs no rate.
    purchase("b", `${day}10:02:00`, null, byMail),
  ];

  test.each([
    { name: "sessions", by: "visitor", rows: { a: null, b: 51 } },
    { name: "top_users", by: "visitor", rows: { a: null, b: 51 } },
    { name: "conversion_over_time", by: "day", rows: { "2026-03-02": null, "2026-03-03": 51 } },
    { name: "breakdown", by: "trait", rows: { Direct: null, Email: 51 } },
  ])("in $name", async ({ name, by, rows }) => {
    const { values } = await warehouse({ events });
    expect(Object.fromEntries(await values(name, by, "revenue_base"))).toEqual(rows);
  });

  test("in revenue, of orders and of refunds, and in attribution, where a rate came in the midst of a day", async () => {
    const { values } = await warehouse({
      events: [
        purchase("a", "10:00:00", 10, { value_base: 9 }),
        purchase("a", "10:01:00", 20),
        event("a", "refund", "11:00:00", { value: 4, currency: "EUR", value_base: 4 }),
        event("a", "refund", "11:01:00", { value: 5, currency: "EUR" }),
      ],
    });
    expect(await values("revenue", "revenue", "revenue_base", "refunded", "net_revenue_base")).toEqual([
      [30, null, 9, null],
    ]);
    expect(await values("attribution", "revenue", "revenue_base")).toEqual([
      [30, null],
      [30, null],
    ]);
  });
});

describe("without orders revenue is 0, and so it is in any currency", () => {
  const events = [
    event("a", "page_view", "10:00:00", { device_category: "mobile" }),
    event("a", "refund", "11:00:00", { value: 4, currency: "EUR", device_category: "mobile" }),
  ];
  /** A row of these is an order, or has some. */
  const ofOrders = ["orders", "attribution"];

  test.each(
    queryNames.filter((name) => sqlOf(name).includes(" as revenue_base") && !ofOrders.includes(name)),
  )("in %s", async (name) => {
    const { values } = await warehouse({ events });
    expect(await values(name, "revenue", "revenue_base")).toEqual([[0, 0]]);
  });
});

test("half a cent goes the same way in whatever order the orders are added up", async () => {
  const values = [160.19, 169.57, 141.97, 1.45];
  const turned = values.map((_, by) => [...values.slice(by), ...values.slice(0, by)]);
  const days = [...turned, ...turned.map((day) => day.toReversed())];
  const events = days.flatMap((day, at) =>
    day.map((value, user) => purchase(`${at}-${user}`, `2026-03-0${at + 1}T10:00:00`, value)),
  );
  const { values: averages } = await warehouse({ events });
  const average = (await averages("revenue", "average_order_value")).flat();
  expect(new Set(days.map((day) => day.reduce((sum, value) => sum + value, 0))).size).toBeGreaterThan(1);
  expect(average).toHaveLength(days.length);
  expect(new Set(average).size).toBe(1);
});

test("revenue: by day, currency and source, to the cent", async () => {
  const { query } = await warehouse({
    events: [
      purchase("a", "10:00:00", 111.56, { order_id: "1", tax: 0.1, shipping: 4.9, discount: 10 }),
      purchase("b", "11:00:00", 111.56, { order_id: "2", tax: 0.2 }),
      purchase("c", "12:00:00", 111.56, { order_id: "3" }),
      // The server's report of the third order, and a page that was loaded again.
      purchase("c", "12:00:05", 111.56, { order_id: "3", source: "server" }),
      purchase("a", "13:00:00", 111.56, { order_id: "1" }),
      purchase("d", "12:30:00", null, { order_id: "4" }),
      purchase("e", "12:40:00", 7, { order_id: "5", source: "ios" }),
      purchase("e", "2026-03-03T00:00:00", 8, { order_id: "6" }),
      purchase("robot", "14:00:00", 999, { is_bot: true }),
      event("f", "add_to_cart", "15:00:00", { value: 999, currency: "EUR" }),
    ],
  });
  const nothing = { tax: null, shipping: null, discount: null };
  const kept = { refunds: 0, refunded: 0, net_revenue_base: null };
  expect(await query("revenue")).toEqual([
    {
      ...nothing,
      ...kept,
      day: "2026-03-02",
      currency: "EUR",
      source: "ios",
      orders: 1,
      revenue: 7,
      net_revenue: 7,
      revenue_base: null,
      average_order_value: 7,
    },
    {
      ...kept,
      day: "2026-03-02",
      currency: "EUR",
      source: "web",
      orders: 4,
      // 111.56 × 3, which is 334.67999999999995 in binary fractions.
      revenue: 334.68,
      net_revenue: 334.68,
      revenue_base: null,
      tax: 0.3,
      shipping: 4.9,
      discount: 10,
      average_order_value: 111.56,
    },
    {
      ...nothing,
      ...kept,
      day: "2026-03-03",
      currency: "EUR",
      source: "web",
      orders: 1,
      revenue: 8,
      net_revenue: 8,
      revenue_base: null,
      average_order_value: 8,
    },
  ]);
});

describe("what is left of revenue", () => {
  const refund = (time: string, value: number | null, override: object = {}) =>
    event("a", "refund", time, { value, currency: "EUR", source: "web", ...override });

  test.each([
    {
      description: "is less by what is given back, on the day of that",
      events: [
        purchase("a", "10:00:00", 100, { value_base: 90 }),
        refund("11:00:00", 30, { value_base: 27 }),
        refund("2026-03-03T09:00:00", 20, { value_base: 18 }),
      ],
      rows: [
        ["2026-03-02", "EUR", 1, 100, 1, 30, 70, 63],
        ["2026-03-03", "EUR", 0, 0, 1, 20, -20, -18],
      ],
    },
    {
      description: "takes each part of an order's refund, and one that its source writes below zero",
      events: [purchase("a", "10:00:00", 100), refund("11:00:00", 30), refund("11:00:05", -30)],
      rows: [["2026-03-02", "EUR", 1, 100, 2, 60, 40, null]],
    },
    {
      description: "is in another currency another row",
      events: [purchase("a", "10:00:00", 100), refund("11:00:00", 30, { currency: "USD" })],
      rows: [
        ["2026-03-02", "EUR", 1, 100, 0, 0, 100, null],
        ["2026-03-02", "USD", 0, 0, 1, 30, -30, null],
      ],
    },
    {
      description: "is not known where a refund names no amount, or no order does",
      events: [
        purchase("a", "10:00:00", 100),
        refund("11:00:00", null),
        purchase("a", "2026-03-03T10:00:00", null),
        refund("2026-03-03T11:00:00", 5),
      ],
      rows: [
        ["2026-03-02", "EUR", 1, 100, 1, null, null, null],
        ["2026-03-03", "EUR", 1, null, 1, 5, null, null],
      ],
    },
    {
      description: "is not made less by bots",
      events: [purchase("a", "10:00:00", 100), refund("11:00:00", 30, { is_bot: true })],
      rows: [["2026-03-02", "EUR", 1, 100, 0, 0, 100, null]],
    },
  ])("$description", async ({ events, rows }) => {
    const { values } = await warehouse({ events });
    const columns = ["day", "currency", "orders", "revenue", "refunds", "refunded"];
    expect(await values("revenue", ...columns, "net_revenue", "net_revenue_base")).toEqual(rows);
  });
});

test("orders: one row an order, the latest first", async () => {
  const { query } = await warehouse({
    events: [
      purchase("a", "10:00:00", 25, {
        order_id: "1",
        tax: 4,
        shipping: 5,
        discount: 2.5,
        coupon: "SPRING",
        items: [
          { product_id: "shoe", price: 10, quantity: 2 },
          { product_id: "sock", price: 5 },
        ],
      }),
      purchase("a", "10:00:09", 25, { order_id: "1", source: "server" }),
      purchase("b", "11:00:00", 9.99, { product_id: "hat", price: 3.33, quantity: 3 }),
      purchase("c", "12:00:00", 1, { order_id: "", items: [] }),
    ],
  });
  const none = { tax: null, shipping: null, discount: null, coupon: null, reports: 1, source: "web" };
  expect(await query("orders")).toEqual([
    {
      ...none,
      order_id: null,
      ordered_at: "2026-03-02T12:00:00.000Z",
      visitor: "c",
      session_id: "c-1",
      products: null,
      units: null,
      revenue: 1,
      revenue_base: null,
      currency: "EUR",
    },
    {
      ...none,
      order_id: null,
      ordered_at: "2026-03-02T11:00:00.000Z",
      visitor: "b",
      session_id: "b-1",
      products: 1,
      units: 3,
      revenue: 9.99,
      revenue_base: null,
      currency: "EUR",
    },
    {
      order_id: "1",
      ordered_at: "2026-03-02T10:00:00.000Z",
      visitor: "a",
      session_id: "a-1",
      source: "web",
      products: 2,
      units: 3,
      revenue: 25,
      revenue_base: null,
      tax: 4,
      shipping: 5,
      discount: 2.5,
      currency: "EUR",
      coupon: "SPRING",
      reports: 2,
    },
  ]);
});
