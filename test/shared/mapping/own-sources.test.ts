import { describe, expect, test } from "@jest/globals";
import { documentTableOf } from "../../../scripts/send/columns.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { splitDocument } from "../../../shared/mapping/split.ts";
import { context, mapped, mappingOf } from "./builders.ts";

/** Shapes that no mapping is shipped for, and mappings as somebody writes them who has such events. */

const eventsIn = (mapping: SourceMapping, document: object) => {
  const shared = context();
  return splitDocument(mapping, document).map((part) => mapped(mapping, part, shared));
};

describe("the customer events of a Shopify web pixel", () => {
  const pixel = mappingOf({
    event_names: { page_viewed: "page_view", product_viewed: "product_view", checkout_completed: "purchase" },
    fields: {
      event_id: "id",
      event_name: "name",
      app_id: { constant: "shop" },
      client_created_at: "timestamp",
      anonymous_id: "clientId",
      user_id: "data.checkout.order.customer.id",
      page_url: "context.document.location.href",
      user_agent: "context.navigator.userAgent",
      order_id: ["data.checkout.order.id", "data.checkout.token"],
      order_value: "data.checkout.totalPrice.amount",
      currency: ["data.checkout.totalPrice.currencyCode", "data.productVariant.price.currencyCode"],
      product_id: "data.productVariant.product.id",
      price: "data.productVariant.price.amount",
    },
    lists: {
      items: {
        path: "data.checkout.lineItems",
        fields: { product_id: "variant.product.id", name: "title", price: "variant.price.amount" },
      },
    },
  });
  const event = {
    id: "sh-1",
    timestamp: "2026-11-20T10:00:00.123Z",
    clientId: "c-1",
    context: { document: { location: { href: "https://shop.example/a" } }, navigator: { userAgent: "UA" } },
  };
  const variant = { id: "v-1", price: { amount: 19.9, currencyCode: "EUR" }, product: { id: "p-1" } };

  test("a view of a product", () => {
    const document = { ...event, name: "product_viewed", data: { productVariant: variant } };
    expect(mapped(pixel, document)).toMatchObject({
      event_name: "product_view",
      anonymous_id: "c-1",
      page_url: "https://shop.example/a",
      product_id: "p-1",
      price: 19.9,
      currency: "EUR",
    });
  });

  test("an order with its items, of which nothing is marked", () => {
    const checkout = {
      order: { id: "o-1", customer: { id: "cu-1" } },
      totalPrice: { amount: 39.8, currencyCode: "EUR" },
      lineItems: [{ title: "Pot", quantity: 2, variant }],
    };
    const found = mapped(pixel, { ...event, name: "checkout_completed", data: { checkout } });
    expect(found).toMatchObject({
      event_name: "purchase",
      user_id: "cu-1",
      order_id: "o-1",
      order_value: 39.8,
    });
    expect(found.items).toMatchObject([{ product_id: "p-1", name: "Pot", price: 19.9, quantity: 2 }]);
    expect(validateEvent(found)).toMatchObject({ valid: true, marks: {} });
  });
});

test("visits of Matomo, with an event an action", () => {
  const matomo = mappingOf({
    each: "actionDetails",
    event_names: { action: "page_view", ecommerceOrder: "purchase" },
    fields: {
      event_name: [
        { path: "actionDetails.eventAction", when: { "actionDetails.type": ["event"] } },
        "actionDetails.type",
      ],
      app_id: { template: "site-{idSite}" },
      client_created_at: "actionDetails.timestamp",
      anonymous_id: "visitorId",
      user_id: "userId",
      session_id: "idVisit",
      page_url: "actionDetails.url",
      order_id: "actionDetails.orderId",
      order_value: "actionDetails.revenue",
    },
    lists: {
      items: {
        path: "actionDetails.itemDetails",
        fields: { product_id: "itemSKU", name: "itemName", price: "price", quantity: "quantity" },
      },
    },
  });
  const visit = {
    idSite: "1",
    idVisit: "310",
    visitorId: "v-1",
    userId: null,
    actionDetails: [
      { type: "action", url: "https://shop.example/", timestamp: 1795168800 },
      { type: "event", eventAction: "play", timestamp: 1795168801 },
      {
        type: "ecommerceOrder",
        orderId: "o-7",
        revenue: "40",
        timestamp: 1795168802,
        itemDetails: [{ itemSKU: "p-1", itemName: "Pot", price: "20", quantity: "2" }],
      },
    ],
  };
  const common = { app_id: "site-1", anonymous_id: "v-1", session_id: "310" };
  expect(eventsIn(matomo, visit)).toMatchObject([
    { ...common, event_name: "page_view", page_url: "https://shop.example/", client_created_at: 1795168800 },
    { ...common, event_name: "play" },
    {
      ...common,
      event_name: "purchase",
      order_id: "o-7",
      order_value: 40,
      items: [{ product_id: "p-1", name: "Pot", price: 20, quantity: 2 }],
    },
  ]);
});

test("rows of Plausible's table of events", () => {
  const plausible = mappingOf({
    event_names: { pageview: "page_view" },
    fields: {
      event_name: "name",
      app_id: "site_id",
      client_created_at: "timestamp",
      anonymous_id: "user_id",
      session_id: "session_id",
      page_url: { template: "https://{hostname}{pathname}" },
      geo_country: "country_code",
    },
  });
  const row = {
    name: "pageview",
    site_id: "7",
    hostname: "shop.example",
    pathname: "/a",
    user_id: "12345678901234567890",
    session_id: "9876543210987654321",
    timestamp: "2026-11-20 10:00:00",
    country_code: "DE",
  };
  const table = documentTableOf(plausible, Object.keys(row), new Set());
  expect(mapped(table.mapping, table.documentOf(Object.values(row)))).toMatchObject({
    event_name: "page_view",
    app_id: "7",
    client_created_at: "2026-11-20 10:00:00",
    anonymous_id: "12345678901234567890",
    session_id: "9876543210987654321",
    page_url: "https://shop.example/a",
    geo_country: "DE",
  });
});
