import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeBatch } from "../../../functions/enrich/decode.ts";
import { type ShoppersOptions, type SyntheticEvent, shoppers } from "../../../functions/generate/shoppers.ts";
import type { RawEvent } from "../../../shared/event/raw.ts";
import { parseInstant } from "../../../shared/event/time.ts";
import { deviceOf } from "../../../shared/lane.ts";
import { encodePacks } from "../../../shared/pack/encode.ts";
import { sampleCities } from "../../../shared/sample/cities.ts";
import { enrichment } from "../../builders/enrichment.ts";
import { streamRecord } from "../../builders/stream-record.ts";

const startTime = Date.parse("2026-03-04T10:00:00.000Z");

function take(count: number, options: Partial<ShoppersOptions> = {}): SyntheticEvent[] {
  const shop = shoppers({ seed: 1, startTime, ...options });
  return Array.from({ length: count }, () => shop.next().value);
}

const eventsOf = (taken: readonly SyntheticEvent[]): RawEvent[] =>
  taken.filter(({ bad }) => !bad).map(({ text }) => JSON.parse(text));

/** What the enriching function makes of the lines, on their way through a pack. */
function decoded(taken: readonly SyntheticEvent[]) {
  const { packs } = encodePacks(taken, {
    group: () => "0",
    partitionKey: () => "0",
    write: ({ text }, line) => line.text(text),
    packBytes: 100_000,
    compression: "none",
  });
  return decodeBatch(
    packs.map(({ record }) => streamRecord(record.data)),
    enrichment,
  );
}

describe("shoppers", () => {
  test("the same seed gives the same events; another one shares no id with it", () => {
    expect(take(500)).toEqual(take(500));
    const ids = new Set(eventsOf(take(500)).map(({ event_id }) => event_id));
    expect(eventsOf(take(500, { seed: 2 })).filter(({ event_id }) => ids.has(event_id))).toEqual([]);
  });

  test("every event is valid, its id its own, and its text what JSON writes", () => {
    const taken = take(5_000, { rate: 50 });
    const { events, failures } = decoded(taken);
    expect(failures).toEqual([]);
    expect(events).toHaveLength(taken.length);
    expect(new Set(events.map(({ event }) => event.event_id)).size).toBe(taken.length);
    for (const { text } of taken) expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });

  describe("people", () => {
    const byDevice = Map.groupBy(eventsOf(take(20_000, { rate: 20 })), ({ anonymous_id }) => anonymous_id);
    const usersOf = (events: readonly RawEvent[]) => new Set(events.flatMap(({ user_id }) => user_id ?? []));

    test("sign in before their visit, in the middle of it, or never", () => {
      const kinds = [...byDevice.values()].map((events) => {
        if (usersOf(events).size === 0) return "never";
        return events[0]!.user_id === undefined ? "in the middle" : "before";
      });
      expect(new Set(kinds)).toEqual(new Set(["never", "in the middle", "before"]));
    });

    test("have a second device, or share one", () => {
      const devicesOf = new Map<string, number>();
      for (const events of byDevice.values())
        for (const user of usersOf(events)) devicesOf.set(user, (devicesOf.get(user) ?? 0) + 1);
      expect(Math.max(...devicesOf.values())).toBe(2);
      expect(Math.max(...[...byDevice.values()].map((events) => usersOf(events).size))).toBe(2);
    });

    test("do not pay as strangers on a device on which they sign in", () => {
      for (const events of byDevice.values()) {
        if (usersOf(events).size === 0) continue;
        const strangers = events.filter((event) => event.event_name === "purchase" && !event.user_id);
        expect(strangers).toEqual([]);
      }
    });
  });

  test("the device of an event chooses its lane", () => {
    for (const { text, device } of take(500)) expect(device).toBe(deviceOf(JSON.parse(text)));
  });

  test.each([1, 50, 1_000])(
    "at %d events a second, the n-th is received n seconds' worth after the start",
    (rate) => {
      for (const [at, { received_at }] of eventsOf(take(200, { rate })).entries())
        expect(parseInstant(received_at)).toBe(Math.floor(startTime + (at * 1000) / rate));
    },
  );

  test("clients' clocks are off, but sent minus created never is negative", () => {
    const skews = eventsOf(take(3_000)).map(({ client_created_at, client_sent_at, received_at }) => {
      expect(parseInstant(client_sent_at)).toBeGreaterThanOrEqual(parseInstant(client_created_at));
      return parseInstant(received_at) - parseInstant(client_sent_at);
    });
    expect(skews.some((skew) => skew < -60_000)).toBe(true);
    expect(skews.some((skew) => skew > 60_000)).toBe(true);
  });

  test("a person keeps city, device and address, and addresses are those of the sample cities", () => {
    const networks = sampleCities().flatMap(({ cidr, cidr6 }) =>
      [cidr.replace("0/24", ""), cidr6?.replace(":/48", "")].filter((network) => network !== undefined),
    );
    const people = Map.groupBy(eventsOf(take(5_000, { rate: 20 })), deviceOf);
    for (const events of people.values())
      expect(
        new Set(events.map(({ ip, user_agent, timezone }) => `${ip} ${user_agent} ${timezone}`)).size,
      ).toBe(1);
    for (const { ip } of eventsOf(take(500)))
      expect(networks.some((network) => ip!.startsWith(network))).toBe(true);
  });

  test("visits make sense: nobody pays before the check-out, or puts into the cart what was not looked at", () => {
    const visits = Map.groupBy(eventsOf(take(20_000, { rate: 20 })), deviceOf);
    const seen = { purchases: 0, clicks: 0, searches: 0, removed: 0 };
    for (const events of visits.values()) {
      const names = events.map(({ event_name }) => event_name);
      const looked = new Set<string | undefined>();
      for (const [
        at,
        { event_name, product_id, x, y, viewport_w, search_term, order_id },
      ] of events.entries()) {
        if (event_name === "product_view") looked.add(product_id);
        if (event_name === "add_to_cart") expect(looked).toContain(product_id);
        if (event_name === "remove_from_cart") seen.removed += 1;
        if (event_name === "search") seen.searches += search_term ? 1 : 0;
        if (event_name === "click") {
          seen.clicks += 1;
          expect(x).toBeLessThanOrEqual(viewport_w!);
          expect(y).toBeGreaterThanOrEqual(0);
        }
        if (event_name === "purchase") {
          seen.purchases += 1;
          expect(order_id).toBeTruthy();
          expect(names.slice(0, at)).toContain("begin_checkout");
        }
      }
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });

  test("every purchase is an order of its own", () => {
    const orders = eventsOf(take(50_000)).flatMap(({ order_id }) => order_id ?? []);
    expect(orders.length).toBeGreaterThan(50);
    expect(new Set(orders).size).toBe(orders.length);
  });

  test("browsers, apps and bots come, from campaigns and from elsewhere", () => {
    const events = eventsOf(take(20_000));
    expect(new Set(events.map(({ metadata }) => metadata?.source))).toEqual(
      new Set(["web", "ios", "android"]),
    );
    expect(events.some(({ user_agent }) => user_agent?.includes("Googlebot"))).toBe(true);
    expect(events.some(({ page_url }) => page_url?.includes("utm_campaign="))).toBe(true);
    expect(events.some(({ page_referrer }) => page_referrer === "https://www.google.com/")).toBe(true);
    expect(events.some(({ user_id }) => user_id === undefined)).toBe(true);
  });
});

describe("malformed events", () => {
  test("of n events exactly round(n · ratio) are malformed, whatever the ratio", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (badRatio, count) => {
          const taken = take(count, { badRatio });
          expect(taken.filter(({ bad }) => bad)).toHaveLength(Math.round(count * badRatio));
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each(["bytes", "documents"] as const)(
    "each of %s fails at the stage and for the reason that it names",
    (badKinds) => {
      const taken = take(2_000, { badRatio: 1, badKinds });
      const { events, failures } = decoded(taken);
      expect(events).toEqual([]);
      expect(failures).toHaveLength(taken.length);
      const expected = new Map(taken.map(({ text, bad }) => [text, bad!]));
      for (const { failure } of failures) {
        const { stage, reason } = expected.get(Buffer.from(failure.payload).toString())!;
        expect({ stage: failure.stage, reason: failure.reason }).toEqual({ stage, reason });
      }
    },
  );

  test.each([
    { badKinds: "bytes" as const, reasons: ["not_an_object", "not_json", "schema_violation"] },
    { badKinds: "documents" as const, reasons: ["schema_violation"] },
  ])("$badKinds have the reasons $reasons", ({ badKinds, reasons }) => {
    const taken = take(500, { badRatio: 1, badKinds });
    expect([...new Set(taken.map(({ bad }) => bad!.reason))].sort()).toEqual(reasons);
  });

  test("a malformed line is one line, and tells itself apart from every other", () => {
    const taken = take(3_000, { badRatio: 1 });
    expect(taken.filter(({ text }) => /[\r\n]/.test(text))).toEqual([]);
    expect(new Set(taken.map(({ text }) => text)).size).toBe(taken.length);
  });

  test("malformed documents are objects with an id, so that an index holds them and they stay malformed", () => {
    for (const { text } of take(500, { badRatio: 1, badKinds: "documents" }))
      expect(JSON.parse(text)).toEqual(expect.objectContaining({ event_id: expect.stringMatching(/./) }));
  });
});
