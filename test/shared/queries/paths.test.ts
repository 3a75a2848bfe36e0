import { expect, test } from "@jest/globals";
import { event, purchase, type WarehouseRow, warehouse } from "./warehouse.ts";

const view = (user: string, time: string, page_path: string | null, override: WarehouseRow = {}) =>
  event(user, "page_view", time, { page_path, ...override });

test("paths: the next pages of each page within a session, and where it ends", async () => {
  const { query } = await warehouse({
    events: [
      // a: home → shoe → cart; the shoe's page is loaded twice and clicked on.
      view("a", "10:00:00", "/"),
      view("a", "10:01:00", "/shoe"),
      event("a", "product_view", "10:01:01", { page_path: "/shoe" }),
      view("a", "10:02:00", "/shoe"),
      event("a", "click", "10:02:30", { page_path: "/" }),
      view("a", "10:03:00", "/cart"),
      // b: home → shoe → home → shoe; a server's event has no page.
      view("b", "10:00:00", "/"),
      view("b", "10:01:00", "/shoe"),
      view("b", "10:02:00", "/"),
      view("b", "10:03:00", "/shoe"),
      purchase("b", "10:04:00", 5),
      // c: home, and another session in the cart.
      view("c", "10:00:00", "/"),
      view("c", "10:00:10", "/cart", { session_id: "c-2" }),
      view("robot", "10:00:00", "/cart", { is_bot: true }),
      view("d", "10:00:00", "/cart", { session_id: null }),
    ],
  });
  expect(await query("paths")).toEqual([
    { page: "shop/", next_page: "shop/shoe", times: 3, share: 0.75 },
    { page: "shop/cart", next_page: null, times: 2, share: 1 },
    { page: "shop/", next_page: null, times: 1, share: 0.25 },
    { page: "shop/shoe", next_page: "shop/", times: 1, share: 0.3333 },
    { page: "shop/shoe", next_page: "shop/cart", times: 1, share: 0.3333 },
    { page: "shop/shoe", next_page: null, times: 1, share: 0.3333 },
  ]);
});

test("paths: events of the same time go in the order of the session", async () => {
  const { values } = await warehouse({
    events: [
      view("a", "10:00:00", "/b", { session_event_index: 2 }),
      view("a", "10:00:00", "/a", { session_event_index: 1 }),
    ],
  });
  expect(await values("paths", "page", "next_page")).toEqual([
    ["shop/a", "shop/b"],
    ["shop/b", null],
  ]);
});

const search = (
  user: string,
  time: string,
  search_term: string | null,
  results?: string,
  override: WarehouseRow = {},
) =>
  event(user, "search", time, {
    search_term,
    ...(results !== undefined && { properties: { results } }),
    ...override,
  });

test("search_terms: what was searched for, found, clicked and bought", async () => {
  const { query } = await warehouse({
    events: [
      // a: looks at two shoes after the first search, buys one after the second, and the order is reported twice.
      event("a", "product_view", "09:59:00"),
      search("a", "10:00:00", " Shoes", "10"),
      event("a", "product_view", "10:01:00"),
      event("a", "click", "10:01:30"),
      event("a", "product_view", "10:02:00"),
      search("a", "10:03:00", "socks", "0"),
      purchase("a", "10:04:00", 5, { order_id: "1" }),
      purchase("a", "10:04:05", 5, { order_id: "1", user_id: "a" }),
      // b: searches twice for the same, and finds nothing the second time; buys in another session.
      search("b", "10:00:00", "shoes", "5"),
      search("b", "10:01:00", "SHOES", "0"),
      purchase("b", "10:02:00", 5, { session_id: "b-2" }),
      // c: bought before the search; the source names no results.
      purchase("c", "09:00:00", 5),
      search("c", "10:00:00", "socks"),
      event("c", "click", "10:00:30"),
      // d: something else, a search without words, and one whose number is none.
      search("d", "10:00:00", "hats", "many"),
      search("d", "10:01:00", null),
      event("d", "click", "10:02:00"),
      search("robot", "10:00:00", "shoes", "1", { is_bot: true }),
    ],
  });
  expect(await query("search_terms")).toEqual([
    {
      search_term: "shoes",
      searches: 3,
      sessions: 2,
      results: 5,
      without_results: 1,
      clicks: 1,
      product_views: 2,
      click_through_rate: 0.3333,
      orders: 1,
      conversion_rate: 0.5,
    },
    {
      search_term: "socks",
      searches: 2,
      sessions: 2,
      results: 0,
      without_results: 1,
      clicks: 1,
      product_views: 0,
      click_through_rate: 0.5,
      orders: 1,
      conversion_rate: 0.5,
    },
    {
      search_term: "hats",
      searches: 1,
      sessions: 1,
      results: null,
      without_results: 0,
      clicks: 0,
      product_views: 0,
      click_through_rate: 0,
      orders: 0,
      conversion_rate: 0,
    },
  ]);
});
