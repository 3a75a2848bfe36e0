import { expect, test } from "@jest/globals";
import { event, purchase, warehouse } from "./warehouse.ts";

const product = (product_id: string, override = {}) => ({ product_id, ...override });
const items = (...list: object[]) => ({ items: list });

test("products: from single product events and from items alike", async () => {
  const { query } = await warehouse({
    events: [
      // Three people look at the shoe, one of them twice; two of them put it into the cart.
      event("a", "product_view", "10:00:00", product("shoe", { product_category: "Shoes" })),
      event("a", "product_view", "10:01:00", product("shoe")),
      event("b", "product_view", "09:59:00", items(product("shoe", { name: "Shoe", category: "Footwear" }))),
      event("c", "product_view", "10:00:00", product("shoe")),
      event("a", "add_to_cart", "10:02:00", product("shoe")),
      event("b", "add_to_cart", "10:02:00", items(product("shoe"), product("sock"))),
      // Euros: two pairs of shoes and a sock; dollars: one pair; the second report of the first order counts nothing.
      purchase("a", "10:03:00", 25, {
        order_id: "1",
        // Some sources repeat the first item beside the list.
        ...product("shoe", { price: 10.1, quantity: 2 }),
        ...items(product("shoe", { price: 10.1, quantity: 2 }), product("sock", { price: 4.8 })),
      }),
      purchase("a", "10:03:05", 25, {
        order_id: "1",
        ...items(product("shoe", { price: 10.1, quantity: 2 })),
      }),
      purchase("b", "10:03:00", 12, { currency: "USD", ...product("shoe", { price: 12 }) }),
      // An order of one product that names its value alone, by somebody who never looked at it.
      purchase("d", "10:04:00", 7, product("hat")),
      // A line that only has a name, and one that has nothing.
      purchase("d", "10:05:00", 1, items({ name: "Gift" }, { price: 5 })),
      event("robot", "product_view", "10:00:00", { ...product("shoe"), is_bot: true }),
      event("c", "product_view", "10:06:00"),
    ],
  });
  const shoe = {
    product: "shoe",
    name: "Shoe",
    category: "Shoes",
    views: 4,
    carts: 2,
    viewers: 3,
    buyers: 2,
    cart_to_view_rate: 0.6667,
    purchase_to_view_rate: 0.6667,
  };
  const unseen = {
    name: null,
    category: null,
    views: 0,
    carts: 0,
    viewers: 0,
    buyers: 1,
    cart_to_view_rate: null,
    purchase_to_view_rate: null,
    currency: "EUR",
    orders: 1,
    units: 1,
  };
  expect(await query("products")).toEqual([
    { ...shoe, currency: "EUR", orders: 1, units: 2, revenue: 20.2 },
    { ...shoe, currency: "USD", orders: 1, units: 1, revenue: 12 },
    { ...unseen, product: "Gift", name: "Gift", revenue: null },
    { ...unseen, product: "hat", revenue: 7 },
    { ...unseen, product: "sock", carts: 1, revenue: 4.8 },
  ]);
});

test("products: one that nobody bought has a row, with nothing sold", async () => {
  const { query } = await warehouse({ events: [event("a", "product_view", "10:00:00", product("shoe"))] });
  expect(await query("products")).toMatchObject([
    { product: "shoe", views: 1, purchase_to_view_rate: 0, currency: null, orders: 0, units: 0, revenue: 0 },
  ]);
});

test("baskets: pairs of an order, with support and lift", async () => {
  const { query } = await warehouse({
    events: [
      // Of four orders with products: bread in three, butter in two, both in two, jam with both in one.
      purchase("a", "10:00:00", 5, { order_id: "1", ...items(product("butter"), product("bread")) }),
      purchase("a", "10:00:09", 5, { order_id: "1", ...items(product("butter"), product("wine")) }),
      purchase(
        "b",
        "10:00:00",
        5,
        items(product("bread"), product("butter"), product("jam"), product("bread")),
      ),
      purchase("c", "10:00:00", 5, product("bread")),
      purchase("d", "10:00:00", 5, product("wine")),
      purchase("e", "10:00:00", 5),
    ],
  });
  expect(await query("baskets")).toEqual([
    {
      product_a: "bread",
      product_b: "butter",
      orders: 2,
      support: 0.5,
      // 2 of the 3 with bread, 2 of the 2 with butter; (2/4) / (3/4 × 2/4).
      confidence_a_to_b: 0.6667,
      confidence_b_to_a: 1,
      lift: 1.3333,
    },
    {
      product_a: "butter",
      product_b: "jam",
      orders: 1,
      support: 0.25,
      confidence_a_to_b: 0.5,
      confidence_b_to_a: 1,
      lift: 2,
    },
    {
      product_a: "bread",
      product_b: "jam",
      orders: 1,
      support: 0.25,
      confidence_a_to_b: 0.3333,
      confidence_b_to_a: 1,
      lift: 1.3333,
    },
  ]);
});
