import { describe, expect, test } from "@jest/globals";
import { Compile } from "typebox/compile";
import { RawEventSchema } from "../../../shared/event/raw.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import { mistakesOf } from "../../../shared/mapping/check.ts";
import { loadMapping, mappings } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import { mappingFixtures } from "../../builders/mapping-fixtures.ts";
import { context, documentsOf, eventsOf, mapped, RECEIVED_AT } from "./builders.ts";
import { leafTexts, leavesOf, withoutPairKeys } from "./leaves.ts";

const schema = Compile(RawEventSchema);

test("every mapping that is shipped has a fixture and no mistake", () => {
  expect(mappingFixtures.map(({ name }) => name).sort()).toEqual([...mappings.keys()].sort());
  for (const mapping of mappings.values()) expect(mistakesOf(mapping)).toEqual([]);
});

test("values that several rules have alike stand in one place, under a name", () => {
  const tables = [...mappings.values()].flatMap(valuesIn).filter((values) => Object.keys(values).length > 1);
  const texts = tables.map((values) => JSON.stringify(Object.entries(values).sort()));
  expect(texts.filter((text, at) => texts.indexOf(text) < at)).toEqual([]);
});

/** Whatever stands under `values`, wherever it does. */
function valuesIn(part: unknown): object[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => (name === "values" ? [value] : valuesIn(value)));
}

describe.each(mappingFixtures)("$name", ({ name, file, events: count }) => {
  test("maps every document to valid events with distinct ids", () => {
    const events = eventsOf(name, file);
    expect(events).toHaveLength(count);
    for (const event of events) {
      expect([...schema.Errors(event)]).toEqual([]);
      expect(validateEvent(event)).toMatchObject({ valid: true });
    }
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(count);
  });

  test("gives the same events when the file is read again", () => {
    expect(eventsOf(name, file)).toEqual(eventsOf(name, file));
  });

  test("keeps every value of every document", () => {
    const texts = leafTexts(eventsOf(name, file));
    const { omit = [] } = loadMapping(name);
    const leaves = documentsOf(file)
      .map((document) => Object.fromEntries(Object.entries(document).filter(([key]) => !omit.includes(key))))
      .flatMap((document) => leavesOf(withoutPairKeys(document)));
    expect(leaves.filter((leaf) => !texts.has(leaf))).toEqual([]);
  });
});

describe("what the events say", () => {
  const orderOf = (name: string, file: string, id: string) =>
    eventsOf(name, file).find(({ order_id }) => order_id === id);

  test("Segment: an order is worth its revenue, and lists its products", () => {
    expect(orderOf("segment", "segment.ndjson", "o-77")).toMatchObject({
      event_name: "purchase",
      order_value: 72,
      tax: 6.99,
      shipping: 5,
      discount: 8,
      coupon: "SPRING",
      currency: "EUR",
      items: [
        {
          product_id: "5150",
          name: "Garden hose",
          brand: "Gardena",
          variant: "50 m",
          price: 39,
          quantity: 2,
        },
        { product_id: "5151", name: "Nozzle", price: 2 },
      ],
    });
  });

  test("Google Analytics 4: the value of a purchase is that of the order", () => {
    const exported = orderOf("ga4", "ga4.ndjson", "T-100");
    expect(exported).toMatchObject({
      order_value: 100,
      tax: 8.5,
      coupon: "SUMMER",
      items: [
        { product_id: "SKU-1", name: "Shirt", brand: "Acme", variant: "green", price: 30, quantity: 2 },
        { product_id: "SKU-2", price: 10, quantity: 4 },
      ],
    });
    // Of a list of several, the event's own product is the first one.
    expect(exported).toMatchObject({ product_id: "SKU-1", price: 30, quantity: 2 });
    expect(orderOf("ga4", "ga4.ndjson", "T-101")).toMatchObject({
      order_value: 12.5,
      shipping: 2.5,
      product_id: "SKU-3",
      price: 12.5,
      items: [{ product_id: "SKU-3", name: "Cap" }],
    });
  });

  test("Amplitude: what its own names say, with a purchase by the revenue that was sent, and no session where it is -1", () => {
    const [viewed, bought, pushed, searched] = eventsOf("amplitude", "amplitude.ndjson");
    expect(viewed).toMatchObject({
      event_name: "page_view",
      page_url: "https://garden.example/products/4711?utm_source=news",
      browser: "Chrome",
      ip: "198.18.10.7",
      session_id: "1773480600000",
    });
    expect(viewed).not.toHaveProperty("os");
    expect(bought).toMatchObject({
      event_name: "purchase",
      user_id: "u-1",
      anonymous_id: "d-1",
      order_value: 39.98,
      price: 19.99,
      quantity: 2,
      currency: "EUR",
      order_id: "o-9",
      product_id: "4711",
    });
    expect(pushed).toMatchObject({ os: "iOS", geo_latitude: 52.52, properties: { session_id: "-1" } });
    expect(pushed).not.toHaveProperty("session_id");
    expect(searched).toMatchObject({
      event_name: "search",
      search_term: "hose",
      client_created_at: "2026-03-14T09:33:10.000Z",
    });
    expect(JSON.stringify(searched)).not.toContain("0123456789abcdef");
  });

  test.each([
    {
      name: "amplitude",
      document: { api_key: "k", event_type: "Order Completed", device_id: "d", event_properties: {} },
    },
    {
      name: "mixpanel",
      document: { event: "Order Completed", properties: { token: "t", distinct_id: "u" } },
    },
  ])(
    "$name: what was just sent has the time of its receipt, and products are its items",
    ({ name, document }) => {
      const items = [{ sku: "p-1", name: "Hose", price: 5, quantity: 3 }];
      const at = name === "amplitude" ? "event_properties" : "properties";
      const held = Object(document)[at];
      const mapping = loadMapping(name);
      expect(mapped(mapping, { ...document, [at]: { ...held, products: items } })).toMatchObject({
        event_name: "purchase",
        client_created_at: RECEIVED_AT,
        items: [{ product_id: "p-1", name: "Hose", price: 5, quantity: 3 }],
      });
    },
  );

  test.each([
    {
      description: "identified",
      document: { event: "$identify", properties: { token: "t", $identified_id: "u-1", $anon_id: "d-1" } },
    },
    {
      description: "given an alias",
      document: { event: "$create_alias", properties: { token: "t", alias: "u-1", distinct_id: "d-1" } },
    },
  ])("Mixpanel: who is $description is linked to his device", ({ document }) => {
    expect(mapped(loadMapping("mixpanel"), document)).toMatchObject({ user_id: "u-1", anonymous_id: "d-1" });
  });

  test("Mixpanel: names of systems and browsers are those of others, and nobody sent who came directly", () => {
    const properties = {
      token: "t",
      distinct_id: "u",
      $os: "Mac OS X",
      $browser: "Mobile Safari",
      $referrer: "$direct",
    };
    const event = mapped(loadMapping("mixpanel"), { event: "x", properties });
    expect(event).toMatchObject({ os: "macOS", browser: "Safari" });
    expect(event).not.toHaveProperty("page_referrer");
  });

  test("PostHog: a server's identify call links the user to the device", () => {
    const call = { event: "$identify", distinct_id: "u", timestamp: "2026-03-14T09:32:00Z", uuid: "1" };
    const properties = { $anon_distinct_id: "d" };
    const linked = { user_id: "u", anonymous_id: "d" };
    expect(mapped(loadMapping("posthog"), { ...call, properties })).toMatchObject(linked);
    expect(mapped(loadMapping("posthog"), { batch: { ...call, properties } })).toMatchObject(linked);
    expect(mapped(loadMapping("posthog"), { ...call, properties: {} })).not.toHaveProperty("user_id");
  });

  test("Google Analytics 4: a refund is worth what was given back", () => {
    const row = {
      event_name: "refund",
      event_timestamp: "1773480600123456",
      user_pseudo_id: "1.2",
      ecommerce: { transaction_id: "T-1", refund_value: 12.5, purchase_revenue: null },
    };
    expect(mapped(loadMapping("ga4"), row)).toMatchObject({ order_id: "T-1", order_value: 12.5 });
  });

  test("camel: an order of a data layer, and a session of a column", () => {
    const item = { item_id: "p", item_name: "Hose", item_brand: "B", item_category: "C", item_variant: "V" };
    const ecommerce = {
      transaction_id: "T",
      value: 9,
      tax: 1,
      shipping: 2,
      currency: "EUR",
      coupon: "S",
      items: [item],
    };
    const document = { event: "purchase", clientId: "d", ts: 1773480600000, userSession: "s", ecommerce };
    expect(mapped(loadMapping("camel"), document)).toMatchObject({
      session_id: "s",
      order_id: "T",
      order_value: 9,
      tax: 1,
      shipping: 2,
      currency: "EUR",
      coupon: "S",
      items: [{ product_id: "p", name: "Hose", brand: "B", category: "C", variant: "V" }],
    });
    // Of what is looked at or put into a cart, a value is the price of no order.
    expect(mapped(loadMapping("camel"), { ...document, event: "view_item" })).not.toHaveProperty(
      "order_value",
    );
  });

  test("Mixpanel: a distinct id is a device's or a user's, as the other ids say", () => {
    const events = eventsOf("mixpanel", "mixpanel.ndjson");
    expect(events.map(({ user_id, anonymous_id }) => [user_id, anonymous_id])).toEqual([
      [undefined, "dev-9"],
      ["13793", "dev-9"],
      ["13793", undefined],
      ["anna@garden", "dev-10"],
    ]);
    expect(events.map(({ event_name }) => event_name)).toEqual([
      "page_view",
      "sign_up",
      "purchase",
      "Viewed",
    ]);
    expect(events[2]).toMatchObject({ order_value: 49.5, currency: "EUR", product_id: "4711" });
    const alone = { event: "Viewed", properties: { time: 1773480600, $insert_id: "x", token: "secret" } };
    const device = mapped(loadMapping("mixpanel"), {
      ...alone,
      properties: { ...alone.properties, distinct_id: "$device:dev-1" },
    });
    expect(device).toMatchObject({ anonymous_id: "dev-1" });
    expect(device).not.toHaveProperty("user_id");
    expect(JSON.stringify(device)).not.toContain("secret");
  });

  test("camelCase and PostHog: orders with their items", () => {
    expect(orderOf("camel", "camel.ndjson", "o-6")).toMatchObject({
      order_value: 30,
      coupon: "X",
      items: [{ product_id: "a", name: "Pot", price: 10, quantity: 2 }, { product_id: "b" }],
    });
    expect(orderOf("posthog", "posthog.ndjson", "ph-1")).toMatchObject({
      order_value: 15,
      items: [{ product_id: "p-1", price: 5, quantity: 3 }],
    });
  });

  test("Shopify: one purchase an order, of a customer or a guest, without the person's data", () => {
    const events = eventsOf("shopify", "shopify.ndjson");
    expect(events).toMatchObject([
      {
        event_name: "purchase",
        client_created_at: "2026-03-14T10:29:58-04:00",
        order_value: 388,
        tax: 25.55,
        shipping: 10,
        discount: 10,
        coupon: "TAKE10",
        ip: "203.0.113.9",
        zip_code: "10001",
        items: [
          { product_id: "7513594", name: "IPod Nano - 8GB", brand: "Apple", price: 199, quantity: 1 },
          { product_id: "7513595", name: "Case", variant: "red" },
        ],
      },
      { user_id: expect.stringMatching(/^[0-9a-f]{32}$/), order_value: 12 },
      { anonymous_id: "tok-3", order_value: 4 },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/@example|John|Bob|15550100/);
  });

  test("User Behavior Insights: searches, clicks, carts and purchases of three visits", () => {
    const events = eventsOf("ubi", "ubi.ndjson");
    const named = (name: string) => events.filter(({ event_name }) => event_name === name);
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(3);
    expect(named("search").map(({ search_term }) => search_term)).toEqual([
      "watering can",
      'Gießkanne "Zink"',
      "hose",
    ]);
    // They stand beside on_search, and one search is not to be counted twice.
    expect(named("view_search_results")[0]).toMatchObject({ search_term: "watering can" });
    expect(named("click")[0]).toMatchObject({ x: 96, y: -12.5 });
    expect(named("product_view")).toHaveLength(3);
    expect(named("product_view")[2]).toMatchObject({ x: 12, y: 340, product_id: "88", price: 2.45 });
    expect(named("add_to_cart")).toHaveLength(3);
    expect(named("purchase").map(({ order_id }) => order_id)).toEqual(["T-1001", "T-1002"]);
    expect(named("brand_filter")[0]!.product_id).toBeUndefined();
  });

  test("User Behavior Insights: a search in full", () => {
    expect(eventsOf("ubi", "ubi.ndjson")[0]).toEqual({
      event_id: expect.stringMatching(/^[0-9a-f]{32}-0$/),
      event_name: "search",
      app_id: "garden-shop",
      client_created_at: 1773480600000,
      received_at: RECEIVED_AT,
      anonymous_id: "client-anna",
      session_id: "visit-anna",
      ip: "192.0.2.17",
      user_agent: expect.stringContaining("Windows NT 10.0"),
      page_url: "/search",
      search_term: "watering can",
      metadata: { source: "ubi" },
      properties: {
        event_name: "on_search",
        query_id: "q-anna-1",
        message_type: "QUERY",
        dwell_time: "7.31",
        "position.page_depth": "1",
        result_count: "14",
      },
    });
  });

  test("native: a complete event is the very object, so that its bytes stay", () => {
    const [complete, incomplete] = documentsOf("native.ndjson");
    const [first, second] = eventsOf("native", "native.ndjson");
    expect(first).toEqual(complete);
    expect(second).toEqual({ ...incomplete, received_at: RECEIVED_AT });
  });

  test("camel: texts become numbers, nested attributes are flattened", () => {
    const [, cart, purchase] = eventsOf("camel", "camel.ndjson");
    expect(cart).toMatchObject({
      event_name: "add_to_cart",
      page_url: "https://garden.example/products/4711",
      product_id: "4711",
      price: 24.9,
      quantity: 2,
      properties: { price: "24.90", colour: "green", inStock: "true", "experiment.arm": "2" },
    });
    expect(purchase).toMatchObject({
      anonymous_id: "d-77",
      app_id: "garden",
      properties: { coupons: '["SPRING","FREE"]' },
    });
  });

  test("segment: pages and tracks by their well-known names", () => {
    const [page, track, identify] = eventsOf("segment", "segment.ndjson");
    expect(page).toMatchObject({
      event_id: "m-1",
      event_name: "page_view",
      client_created_at: "2026-03-14T09:29:58.000Z",
      client_sent_at: "2026-03-14T09:30:00.000Z",
      received_at: "2026-03-14T09:30:01.000Z",
      page_title: "Garden hose",
    });
    expect(track).toMatchObject({
      event_name: "add_to_cart",
      app_id: "garden-ios",
      product_id: "5150",
      price: 39,
    });
    expect(identify).toMatchObject({ event_name: "identify", user_id: "u-2", zip_code: "1010" });
  });

  test("segment: an alias links who was there before with the user, as a login does", () => {
    const call = {
      messageId: "m",
      originalTimestamp: "2026-03-14T10:00:00Z",
      userId: "u",
      previousId: "an-1",
    };
    const aliased = mapped(loadMapping("segment"), { ...call, type: "alias" });
    expect(aliased).toMatchObject({ user_id: "u", anonymous_id: "an-1" });
    expect(mapped(loadMapping("segment"), { ...call, type: "identify" })).not.toHaveProperty("anonymous_id");
  });

  test("segment: RudderStack's address of a request is an address, and no property", () => {
    const call = { type: "page", messageId: "m", originalTimestamp: "2026-03-14T10:00:00Z", userId: "u" };
    const event = mapped(loadMapping("segment"), { ...call, request_ip: "198.18.0.9" });
    expect(event.ip).toBe("198.18.0.9");
    expect(event.properties).not.toHaveProperty("request_ip");
  });

  test("a column of JSON is read where a mapping unwraps it", () => {
    const row = {
      eventName: "click",
      userId: "u",
      timestamp: "2026-03-14T10:00:00Z",
      properties: '{"plan":"pro"}',
    };
    expect(mapped(loadMapping("camel"), row).properties).toMatchObject({ plan: "pro" });
    expect(mapped(loadMapping("camel"), { ...row, properties: "{plan" }).properties).toMatchObject({
      properties: "{plan",
    });
  });

  test("segment: a time that Segment has corrected is not corrected once more", () => {
    const call = { type: "track", event: "x", userId: "u", sentAt: "2026-03-14T09:30:00.000Z" };
    const sent = (times: object) => mapped(loadMapping("segment"), { ...call, ...times });
    const corrected = sent({ timestamp: "2026-03-14T09:29:59.000Z", receivedAt: "2026-03-14T09:31:00.000Z" });
    expect(corrected).toMatchObject({ properties: { sentAt: call.sentAt } });
    expect(corrected).not.toHaveProperty("client_sent_at");
    expect(
      sent({ originalTimestamp: "2026-03-14T09:29:58.000Z", timestamp: 1_772_618_400_000 }),
    ).toMatchObject({
      client_created_at: "2026-03-14T09:29:58.000Z",
      client_sent_at: call.sentAt,
    });
  });

  test.each([
    ["Product Viewed", "product_view"],
    ["Product Clicked", "click"],
    ["Promotion Clicked", "click"],
    ["Products Searched", "search"],
    ["Product Added", "add_to_cart"],
    ["product_removed", "remove_from_cart"],
    ["Checkout Started", "begin_checkout"],
    ["Order Completed", "purchase"],
  ])("segment: %s is %s, and says so", (event, name) => {
    const call = { type: "track", event, userId: "u", timestamp: 1_772_618_400_000 };
    expect(mapped(loadMapping("segment"), call)).toMatchObject({
      event_name: name,
      properties: { type: "track", event_name: event },
    });
  });

  test.each([
    ["Product List Viewed", "view_item_list"],
    ["cart_viewed", "view_cart"],
    ["ORDER REFUNDED", "refund"],
    ["Payment Info Entered", "add_payment_info"],
    ["Product Added to Wishlist", "add_to_wishlist"],
    ["Video Playback Started", "video_playback_started"],
  ])("segment: %s is %s, which nothing counts by itself", (event, name) => {
    const call = { type: "track", event, userId: "u", timestamp: 1_772_618_400_000 };
    expect(mapped(loadMapping("segment"), call)).toMatchObject({ event_name: name });
  });

  test.each(["Email Clicked", "Garden Planned"])("segment: %s stays as it is", (event) => {
    const call = { type: "track", event, userId: "u", timestamp: 1_772_618_400_000 };
    expect(mapped(loadMapping("segment"), call)).toMatchObject({
      event_name: event,
      properties: { type: "track" },
    });
  });

  test("ga4: parameters by key, microseconds, one event for each of a request", () => {
    const [view, purchase, page, search, undated] = eventsOf("ga4", "ga4.ndjson");
    expect(view).toMatchObject({
      event_name: "product_view",
      client_created_at: "2026-03-14T09:30:00.123Z",
      session_id: "88.1773.1773480500",
      page_url: "https://garden.example/products/88",
      page_title: "Sunflower seeds",
      product_id: "88",
      quantity: 1,
      properties: {
        event_timestamp: "1773480600123456",
        engagement_time_msec: "812",
        "user_properties.plan": "gold",
        "user_properties.plan.set_timestamp_micros": "1773000000000000",
        event_name: "view_item",
      },
    });
    expect(purchase).toMatchObject({ order_id: "T-9", quantity: 2, price: 2.45, anonymous_id: "99.1773" });
    expect(page).toMatchObject({ event_name: "page_view", page_url: "https://garden.example/" });
    expect(search).toMatchObject({ event_name: "search", search_term: "seeds" });
    expect(undated).toMatchObject({
      event_name: "search",
      client_created_at: RECEIVED_AT,
      received_at: RECEIVED_AT,
      metadata: { source: "ga4", client_created_at_from: "receipt" },
      properties: { "user_properties.plan": "gold", event_name: "view_search_results" },
    });
  });

  test("ga4: rows of the export bring their device, their place and their traffic source", () => {
    const row = {
      event_name: "page_view",
      event_timestamp: "1773480600123456",
      user_pseudo_id: "7.1",
      event_params: [{ key: "ga_session_id", value: { int_value: "5" } }],
      device: { category: "smart tv", operating_system: "Macintosh", web_info: { browser: "Edge" } },
      geo: { country: "Germany", region: "Berlin", city: "(not set)" },
      traffic_source: { source: "first-ever" },
      collected_traffic_source: { manual_source: "news", manual_campaign_name: "spring", gclid: "Cj0K" },
    };
    const event = mapped(loadMapping("ga4"), row);
    expect(event).toMatchObject({
      session_id: "7.1.5",
      device_category: "tv",
      os: "macOS",
      browser: "Microsoft Edge",
      geo_country: "DE",
      geo_region: "Berlin",
      utm_source: "news",
      utm_campaign: "spring",
      click_id: "Cj0K",
      click_id_source: "gclid",
      properties: { "traffic_source.source": "first-ever" },
    });
    expect(event).not.toHaveProperty("geo_city");
    expect(validateEvent(event)).toMatchObject({ valid: true, marks: {} });
  });

  test("segment: the campaign, the system and the place of the context", () => {
    const call = {
      type: "page",
      anonymousId: "a",
      timestamp: 1_772_618_400_000,
      context: {
        campaign: { name: "spring", source: "news", medium: "email" },
        os: { name: "iPhone OS" },
        location: { country: "United States", city: "Boston", latitude: 42.4 },
      },
    };
    expect(mapped(loadMapping("segment"), call)).toMatchObject({
      utm_source: "news",
      utm_medium: "email",
      utm_campaign: "spring",
      os: "iOS",
      geo_country: "US",
      geo_city: "Boston",
      geo_latitude: 42.4,
    });
  });

  test("camel: an event is the same in snake_case", () => {
    const camel = {
      eventId: "e",
      eventType: "cart",
      userId: 9,
      deviceId: "d",
      sessionId: "s",
      eventTime: "2026-03-14T09:30:00Z",
      productId: "p",
      userAgent: "x",
      orderTotal: 12,
      lineItems: [{ productId: "p", unitPrice: 6 }],
    };
    const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const renamed = (value: object): object =>
      Object.fromEntries(
        Object.entries(value).map(([name, held]) => [
          snake(name),
          Array.isArray(held) ? held.map(renamed) : held,
        ]),
      );
    const event = mapped(loadMapping("camel"), camel);
    expect(event).toMatchObject({ event_name: "add_to_cart", anonymous_id: "d", order_value: 12 });
    expect(event.items).toEqual([{ product_id: "p", price: 6 }]);
    expect(mapped(loadMapping("camel"), renamed(camel))).toEqual({
      ...event,
      properties: { event_type: "cart", event_name: "cart" },
    });
  });

  test("ubi: a query is a search of its client", () => {
    const query = {
      application: "shop",
      query_id: "q-1",
      client_id: "c-1",
      user_query: "hose",
      query_response_hit_ids: ["1"],
      timestamp: "2026-03-14T09:30:00.000Z",
    };
    expect(mapped(loadMapping("ubi"), query)).toMatchObject({
      event_id: "q-1",
      event_name: "search",
      anonymous_id: "c-1",
      search_term: "hose",
    });
  });

  test("ubi: a query without words, of somebody who browses, is a search, too", () => {
    const query = { query_id: "q-2", client_id: "c-1", user_query: "", query_response_id: "r-2" };
    const event = mapped(loadMapping("ubi"), { ...query, timestamp: "2026-03-14T09:30:00.000Z" });
    expect(event).toMatchObject({ event_id: "q-2", event_name: "search", anonymous_id: "c-1" });
    expect(event).not.toHaveProperty("search_term");
  });

  test("snowplow: what its enrichment found goes before what is guessed", () => {
    const [view, order] = eventsOf("snowplow", "snowplow.ndjson");
    expect(view).toMatchObject({
      event_name: "page_view",
      anonymous_id: "bc2e92ec6c204a14",
      client_created_at: "2026-03-14T09:30:00.000Z",
      client_sent_at: "2026-03-14T09:30:01.000Z",
      received_at: "2026-03-14T09:30:02.500Z",
      os: "Linux",
      browser: "Firefox",
      device_category: "desktop",
      geo_country: "DE",
      referrer_medium: "ai_assistant",
      utm_campaign: "spring",
    });
    expect(order).toMatchObject({
      event_name: "purchase",
      user_id: "ann",
      order_id: "T-7",
      order_value: 24.5,
      click_id: "Cj0K",
      click_id_source: "gclid",
      items: [{ product_id: "88", quantity: 10, price: 2.45 }],
    });
  });

  test("ga4: a row without an id says that consent was denied, and only then", () => {
    const row = { event_name: "scroll", event_timestamp: "1773480600123456" };
    const messages = (more: object) => {
      const result = mapDocument(loadMapping("ga4"), { ...row, ...more }, context());
      return result.ok ? [] : result.errors.map(({ message }) => message);
    };
    expect(messages({ user_pseudo_id: null, privacy_info: { analytics_storage: "No" } })).toEqual([
      expect.stringMatching(/^nothing gives user_id or anonymous_id: the visitor denied consent/),
    ]);
    expect(
      messages({ user_pseudo_id: "1.2", event_name: null, privacy_info: { analytics_storage: "No" } }),
    ).toEqual(["nothing gives event_name"]);
    expect(messages({ privacy_info: { analytics_storage: "Yes" } })).toEqual([
      "nothing gives user_id or anonymous_id",
    ]);
    expect(messages({ user_pseudo_id: "1.2", privacy_info: { analytics_storage: "No" } })).toEqual([]);
    expect(messages({ user_pseudo_id: "1.2", event_timestamp: null })).toEqual([
      "nothing gives client_created_at",
    ]);
  });

  test("posthog: rows of an export, with their properties as an object or as its text", () => {
    const [view, click, purchase] = eventsOf("posthog", "posthog.ndjson");
    expect(view).toMatchObject({
      event_name: "page_view",
      app_id: "77",
      anonymous_id: "0195-device-a",
      session_id: "0195-session-a",
      ip: "198.51.100.4",
      page_title: "Watering can",
      viewport_w: 1280,
      os: "Windows",
      properties: { event_name: "$pageview", $referrer: "$direct" },
    });
    expect(view).not.toHaveProperty("user_id");
    expect(view).not.toHaveProperty("page_referrer");
    expect(click).toMatchObject({
      event_name: "click",
      user_id: "anna",
      anonymous_id: "0195-device-a",
      element: "Add to basket",
      page_referrer: "https://garden.example/",
      properties: { event_name: "$autocapture" },
    });
    expect(purchase).toMatchObject({
      event_name: "purchase",
      user_id: "anna",
      anonymous_id: "0195-device-a",
      platform: "ios",
      order_id: "o-9",
    });
  });

  test("posthog: bodies of its API", () => {
    const [, , , page, submit, undated] = eventsOf("posthog", "posthog.ndjson");
    expect(page).toMatchObject({
      event_name: "page_view",
      anonymous_id: "ben",
      client_sent_at: "2026-03-14T09:32:10Z",
      metadata: { received_at_from: "reading" },
    });
    expect(submit).toMatchObject({ event_name: "$autocapture", user_id: "ben" });
    expect(undated).toMatchObject({
      event_name: "newsletter signed up",
      anonymous_id: "cara",
      client_created_at: RECEIVED_AT,
      metadata: { client_created_at_from: "receipt" },
    });
    expect(undated!.properties).not.toHaveProperty("plan");
  });

  test.each([
    {
      description: "an id of one's own",
      properties: { $user_id: "u" },
      user_id: "u",
      anonymous_id: undefined,
    },
    {
      description: "identified",
      properties: { $is_identified: true },
      user_id: "d",
      anonymous_id: undefined,
    },
    {
      description: "another than the device's",
      properties: { $device_id: "x" },
      user_id: "d",
      anonymous_id: "x",
    },
    { description: "the device's", properties: { $device_id: "d" }, user_id: undefined, anonymous_id: "d" },
    {
      description: "another than the device's after a log-out",
      properties: { $device_id: "x", $is_identified: false },
      user_id: undefined,
      anonymous_id: "x",
    },
    { description: "nothing said", properties: {}, user_id: undefined, anonymous_id: "d" },
  ])("posthog: whose an event is: $description", ({ properties, user_id, anonymous_id }) => {
    const event = { event: "x", timestamp: "2026-03-14T09:32:00Z", distinct_id: "d", properties };
    const body = { api_key: "k", batch: event };
    for (const document of [event, body]) {
      const found = mapped(loadMapping("posthog"), document);
      expect({ user_id: found.user_id, anonymous_id: found.anonymous_id }).toEqual({ user_id, anonymous_id });
    }
  });

  test("camel takes the id of a PostHog event", () => {
    const event = { uuid: "ph-1", event: "$pageview", distinct_id: "d", timestamp: "2026-03-14T09:32:00Z" };
    expect(mapped(loadMapping("camel"), event)).toMatchObject({
      event_id: "ph-1",
      event_name: "page_view",
      anonymous_id: "d",
    });
  });

  test("nyc-taxi: trips at New York time, equal rows as two events", () => {
    const [winter, summer, again, spring] = eventsOf("nyc-taxi", "nyc-taxi.csv");
    expect(winter).toMatchObject({
      event_name: "trip",
      client_created_at: "2026-01-15T13:12:31.000Z",
      timezone: "America/New_York",
      anonymous_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      region: "161",
      price: 17.7,
      quantity: 1,
      properties: { tpep_pickup_datetime: "2026-01-15 08:12:31", VendorID: "2", fare_amount: "17.70" },
    });
    expect(summer).toMatchObject({
      client_created_at: "2026-07-05T03:59:59.000Z",
      quantity: 2,
      product_category: "JFK",
    });
    expect({ ...again, event_id: winter!.event_id }).toEqual(winter);
    expect(again!.event_id).toBe(winter!.event_id.replace(/-0$/, "-1"));
    expect(spring).toMatchObject({ client_created_at: "2026-03-08T07:30:00.000Z", price: -5.1 });
    expect(spring!.quantity).toBeUndefined();
    expect(spring!.anonymous_id).not.toBe(winter!.anonymous_id);
  });
});
