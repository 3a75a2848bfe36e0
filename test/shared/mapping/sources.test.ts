import { describe, expect, test } from "@jest/globals";
import { Compile } from "typebox/compile";
import { RawEventSchema } from "../../../shared/event/raw.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import { mistakesOf } from "../../../shared/mapping/check.ts";
import { mappings } from "../../../shared/mapping/load.ts";
import { documentsOf, eventsOf, RECEIVED_AT } from "./builders.ts";
import { leavesOf, textsOf, withoutPairKeys } from "./leaves.ts";

const schema = Compile(RawEventSchema);

const fixtures = [
  { name: "native", file: "native.ndjson", events: 2 },
  { name: "camel", file: "camel.ndjson", events: 3 },
  { name: "ubi", file: "ubi.ndjson", events: 20 },
  { name: "segment", file: "segment.ndjson", events: 3 },
  { name: "ga4", file: "ga4.ndjson", events: 4 },
  { name: "nyc-taxi", file: "nyc-taxi.csv", events: 4 },
];

test("every mapping that is shipped has a fixture and no mistake", () => {
  expect(fixtures.map(({ name }) => name).sort()).toEqual([...mappings.keys()].sort());
  for (const mapping of mappings.values()) expect(mistakesOf(mapping)).toEqual([]);
});

describe.each(fixtures)("$name", ({ name, file, events: count }) => {
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
    const texts = textsOf(eventsOf(name, file));
    const leaves = documentsOf(file).flatMap((document) => leavesOf(withoutPairKeys(document)));
    expect(leaves.filter((leaf) => leaf !== "null" && !texts.has(leaf))).toEqual([]);
  });
});

describe("what the events say", () => {
  test("User Behavior Insights: searches, clicks, carts and purchases of three visits", () => {
    const events = eventsOf("ubi", "ubi.ndjson");
    const named = (name: string) => events.filter(({ event_name }) => event_name === name);
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(3);
    expect(named("search").map(({ search_term }) => search_term)).toEqual([
      "watering can",
      'Gießkanne "Zink"',
      "hose",
    ]);
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
      user_id: "client-anna",
      session_id: "visit-anna",
      ip: "192.0.2.17",
      user_agent: expect.stringContaining("Windows NT 10.0"),
      page_url: "/search",
      search_term: "watering can",
      metadata: { source: "ubi" },
      properties: {
        action_name: "on_search",
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

  test("ga4: parameters by key, microseconds, one event for each of a request", () => {
    const [view, purchase, page, search] = eventsOf("ga4", "ga4.ndjson");
    expect(view).toMatchObject({
      event_name: "product_view",
      client_created_at: "2026-03-14T09:30:00.123Z",
      session_id: "1773480500",
      page_url: "https://garden.example/products/88",
      page_title: "Sunflower seeds",
      product_id: "88",
      quantity: 1,
      properties: { event_timestamp: "1773480600123456", engagement_time_msec: "812" },
    });
    expect(purchase).toMatchObject({ order_id: "T-9", quantity: 2, price: 2.45, anonymous_id: "99.1773" });
    expect(page).toMatchObject({ event_name: "page_view", page_url: "https://garden.example/" });
    expect(search).toMatchObject({ event_name: "search", search_term: "seeds" });
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
