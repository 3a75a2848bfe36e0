import { describe, expect, test } from "@jest/globals";
import { documentTableOf } from "../../../scripts/send/columns.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import { context, mapped, RECEIVED_AT } from "./builders.ts";

const segment = loadMapping("segment");

/** The event of a row as a warehouse exports it. */
function eventOf(columns: Record<string, string>) {
  const table = documentTableOf(segment, Object.keys(columns), new Set());
  return mapped(table.mapping, table.documentOf(Object.values(columns)));
}

const row = {
  id: "ajs-1",
  received_at: "2026-03-14 10:00:03.000",
  anonymous_id: "d-1",
  user_id: "",
  context_page_url: "https://shop.example/thanks?utm_source=news",
  original_timestamp: "2026-03-14 10:00:01.000",
  sent_at: "2026-03-14 10:00:02.000",
};

describe("rows of a warehouse", () => {
  test("a track call has its properties as columns", () => {
    const columns = {
      ...row,
      event: "order_completed",
      event_text: "Order Completed",
      order_id: "o-1",
      revenue: "42.5",
    };
    const event = eventOf({ ...columns, currency: "EUR", products: '[{"product_id":"p","price":42.5}]' });
    expect(event).toMatchObject({
      event_id: "ajs-1",
      event_name: "purchase",
      anonymous_id: "d-1",
      client_created_at: row.original_timestamp,
      client_sent_at: row.sent_at,
      page_url: row.context_page_url,
      order_id: "o-1",
      order_value: 42.5,
      currency: "EUR",
      items: [{ product_id: "p", price: 42.5 }],
      properties: { event_name: "Order Completed" },
    });
  });

  test("a page call has no event in its row", () => {
    const columns = {
      ...row,
      context_page_url: "",
      name: "Home",
      path: "/",
      title: "Home",
      url: "https://shop.example/",
    };
    expect(eventOf({ ...columns, referrer: "https://search.example/" })).toMatchObject({
      event_name: "page_view",
      page_url: "https://shop.example/",
      page_title: "Home",
      page_referrer: "https://search.example/",
    });
  });
});

const call = (override = {}) => ({
  type: "track",
  event: "Signed Up",
  messageId: "m",
  userId: "u",
  ...override,
});

test.each([
  {
    description: "when its server got it",
    change: { receivedAt: "2026-03-14T09:00:00Z" },
    at: "2026-03-14T09:00:00Z",
  },
  { description: "when it was read, of a body as it was sent", change: {}, at: RECEIVED_AT },
])("a call without a time happened $description", ({ change, at }) => {
  expect(mapped(segment, call(change))).toMatchObject({
    client_created_at: at,
    metadata: { client_created_at_from: "receipt" },
  });
});

test("what is no call of Segment's is not dated so: its time may have another name", () => {
  const document = { type: "view", userId: "u", ts: 1773480600000 };
  expect(mapDocument(segment, document, context())).toMatchObject({ ok: false });
});

test("orders and products are known in camel case, too", () => {
  const properties = { orderId: "o", productId: "p", products: [{ id: "q", price: 1 }] };
  expect(mapped(segment, call({ event: "Order Refunded", properties }))).toMatchObject({
    event_name: "refund",
    order_id: "o",
    product_id: "p",
    items: [{ product_id: "q", price: 1 }],
  });
});
