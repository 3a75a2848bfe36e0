import { describe, expect, test } from "@jest/globals";
import { canonicalEvent } from "../../../shared/event/canonical.ts";
import { inspect } from "../../../shared/event/validate.ts";
import { parseExact } from "../../../shared/json/exact.ts";
import { rawEvent } from "../../builders/raw-event.ts";

describe("the form in which events are stored", () => {
  test.each([
    { description: "plain", event: rawEvent(), canonical: true },
    { description: "maps of text", event: rawEvent({ metadata: { source: "web" } }), canonical: true },
    { description: "epoch time", event: rawEvent({ client_created_at: 1_772_618_400 }), canonical: false },
    {
      description: "an offset in a time",
      event: rawEvent({ received_at: "2026-03-04T10:00:01+00:00" }),
      canonical: false,
    },
    { description: "a number in a map", event: rawEvent({ properties: { price: 3 } }), canonical: false },
    { description: "an unknown attribute", event: rawEvent({ colour: "red" }), canonical: false },
  ])("$description", ({ event, canonical }) => {
    expect(inspect(event) === "stored").toBe(canonical);
  });
});

describe("canonicalEvent", () => {
  test("writes instants as UTC and map values as text", () => {
    const event = rawEvent({
      client_created_at: "2026-03-04T12:00:00+02:00",
      properties: { n: 3, list: [1], s: "x" },
    });
    expect(canonicalEvent(event)).toMatchObject({
      client_created_at: "2026-03-04T10:00:00.000Z",
      properties: { n: "3", list: "[1]", s: "x" },
    });
  });

  test("keeps unknown attributes under properties, beside a property of the same name", () => {
    const { properties } = canonicalEvent(
      rawEvent({ colour: "red", size: { w: 1 }, properties: { colour: "blue" } }),
    );
    expect(properties).toEqual({ colour: "blue", _colour: "red", size: '{"w":1}' });
  });

  test("writes half an emoji by its code, in values and names, so that no two become one", () => {
    const { properties } = canonicalEvent(
      rawEvent({ "\ud83e": "c", properties: { "\ud83d": "a\ud83d", "\\ud83d": "b" } }),
    );
    expect(properties).toEqual({ "\\ud83d": '"a\\ud83d"', "_\\ud83d": "b", "\\ud83e": "c" });
  });

  test("keeps every digit of a number, also inside of what is no text", () => {
    const event = rawEvent({
      big: parseExact("1e400"),
      properties: { deep: parseExact('{"id":9007199254740993}') },
    });
    expect(canonicalEvent(event).properties).toEqual({ big: "1e400", deep: '{"id":9007199254740993}' });
  });

  test("leaves out what holds no value, instead of its text", () => {
    const nothing = { a: null, b: {}, c: [], d: "", e: [null] };
    const { properties, metadata } = canonicalEvent(
      rawEvent({
        colour: null,
        size: {},
        tags: [],
        properties: nothing,
        metadata: { source: null, sdk: "w" },
      }),
    );
    expect({ properties, metadata }).toEqual({ properties: { d: "", e: "[null]" }, metadata: { sdk: "w" } });
  });

  test("keeps an attribute named __proto__ as an attribute", () => {
    const event = JSON.parse(`{"__proto__":{"admin":true},${JSON.stringify(rawEvent()).slice(1)}`);
    const stored = canonicalEvent(event);
    expect(JSON.parse(JSON.stringify(stored.properties))).toEqual(
      JSON.parse('{"__proto__":"{\\"admin\\":true}"}'),
    );
    expect((stored as unknown as { admin?: boolean }).admin).toBeUndefined();
  });
});
