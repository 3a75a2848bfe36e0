import { describe, expect, test } from "@jest/globals";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import { context, mapped } from "./builders.ts";

const shopify = loadMapping("shopify");
const event = (document: object) => mapped(shopify, document);

const order = (override = {}) => ({
  id: 71,
  created_at: "2026-03-14T10:00:00Z",
  currency: "EUR",
  subtotal_price: "40.00",
  test: false,
  cancelled_at: null,
  customer: { id: 9 },
  line_items: [{ product_id: 5, title: "Pot", price: "20.00", quantity: 2 }],
  ...override,
});
const line = (subtotal: number) => ({
  quantity: 1,
  subtotal,
  line_item: { product_id: 5, title: "Pot", vendor: "Acme", price: "20.00", quantity: 2 },
});
const refund = (override = {}) => ({
  id: 801,
  order_id: 71,
  created_at: "2026-03-15T10:00:00Z",
  processed_at: "2026-03-15T10:00:01Z",
  user_id: 3,
  refund_line_items: [line(18)],
  transactions: [{ amount: "19.80", kind: "refund", currency: "EUR", receipt: { payer: "John" } }],
  order_adjustments: [],
  ...override,
});

describe("an order", () => {
  test.each([
    { description: "counts as it is", change: {}, name: "purchase", id: "shopify-order-71" },
    {
      description: "that is cancelled is another event of it",
      change: { cancelled_at: "2026-03-14T12:00:00Z" },
      name: "cancel_order",
      id: "shopify-order-71-cancelled",
    },
    {
      description: "of the shop's owner, to try the shop, is no purchase",
      change: { test: true, cancelled_at: "2026-03-14T12:00:00Z" },
      name: "test_order",
      id: "shopify-order-71",
    },
  ])("$description", ({ change, name, id }) => {
    const at =
      change.cancelled_at !== undefined && name === "cancel_order" ? change.cancelled_at : order().created_at;
    expect(event(order(change))).toMatchObject({
      event_id: id,
      event_name: name,
      order_id: "71",
      user_id: "9",
      client_created_at: at,
    });
  });
});

describe("a refund", () => {
  test("is what was given back of its order, and of no visitor", () => {
    const given = event(refund());
    expect(given).toMatchObject({
      event_id: "shopify-refund-801",
      event_name: "refund",
      order_id: "71",
      anonymous_id: "order-71",
      order_value: 18,
      currency: "EUR",
      items: [{ product_id: "5", name: "Pot", brand: "Acme", price: 20, quantity: 1 }],
    });
    expect(given).not.toHaveProperty("user_id");
    expect(JSON.stringify(given)).not.toContain("John");
  });

  test.each([
    {
      description: "of several lines: their products say it",
      change: { refund_line_items: [line(18), line(18)] },
      value: undefined,
    },
    { description: "of an amount alone", change: { refund_line_items: [] }, value: 19.8 },
    {
      description: "of the shipping alone",
      change: { refund_line_items: [], order_adjustments: [{ kind: "shipping_refund" }] },
      value: undefined,
    },
  ])("$description", ({ change, value }) => {
    const given = event(refund(change));
    expect(given.event_name).toBe("refund");
    expect(given.order_value).toBe(value);
  });
});

test("a checkout is no order", () => {
  const checkout = order({
    id: 98,
    token: "tok",
    abandoned_checkout_url: "https://shop.example/r",
    customer: null,
  });
  const given = event(checkout);
  expect(given).toMatchObject({
    event_id: "shopify-checkout-tok",
    event_name: "begin_checkout",
    anonymous_id: "tok",
  });
  expect(given).not.toHaveProperty("order_id");
});

test.each([
  {
    description: "a customer",
    document: { id: 1, email: "a@example.com", created_at: "2026-03-14T10:00:00Z" },
  },
  {
    description: "a draft of an order",
    document: order({ invoice_url: "https://shop.example/i", status: "open" }),
  },
  {
    description: "a fulfilment",
    document: { id: 2, order_id: 71, created_at: "2026-03-14T10:00:00Z", status: "success" },
  },
  {
    description: "a cart",
    document: { id: "c", token: "c", line_items: [{ id: 1 }], created_at: "2026-03-14T10:00:00Z" },
  },
])("$description is refused, and why is said", ({ document }) => {
  const result = mapDocument(shopify, document, context());
  expect(result).toMatchObject({
    ok: false,
    errors: [{ message: expect.stringContaining("it is no order, no refund and no checkout") }],
  });
});
