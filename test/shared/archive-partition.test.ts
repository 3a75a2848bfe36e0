import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Partitioned, partitionKey, partitionOf } from "../../shared/archive-partition.ts";
import { anyText } from "../builders/any-text.ts";

const event = (override: Partial<Partitioned> = {}): Partitioned => ({
  app_id: "shop",
  event_time: "2026-03-01T23:59:59.999Z",
  ...override,
});

describe("partitionOf", () => {
  test.each([
    { what: "metadata.source", event: event({ metadata: { source: "web" } }), source: "web" },
    { what: "app_id without metadata", event: event(), source: "shop" },
    { what: "app_id with null metadata", event: event({ metadata: null }), source: "shop" },
    { what: "app_id with an empty source", event: event({ metadata: { source: "" } }), source: "shop" },
    {
      what: "app_id with a source that is no text",
      event: event({ metadata: { source: 7 } }),
      source: "shop",
    },
    { what: "a name made safe", event: event({ app_id: "a/b=c d" }), source: "a_b_c_d" },
    { what: "a name for a name of nothing", event: event({ app_id: "" }), source: "unknown" },
  ])("takes the source from $what", ({ event, source }) => {
    expect(partitionOf(event)).toEqual({ source, dt: "2026-03-01", hour: "23" });
  });

  test("any text gives a source that Firehose and a path take", () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), (app_id) => {
        expect(partitionOf(event({ app_id })).source).toMatch(/^[A-Za-z0-9_.-]{1,64}$/);
      }),
    );
  });
});

test("partitionKey is the tail of the object key", () => {
  expect(partitionKey(partitionOf(event()))).toBe("source=shop/dt=2026-03-01/hour=23");
});
