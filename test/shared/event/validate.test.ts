import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { validateEvent } from "../../../shared/event/validate.ts";
import { rawEvent } from "../../builders/raw-event.ts";

const without = (name: string) =>
  Object.fromEntries(Object.entries(rawEvent()).filter(([key]) => key !== name));

describe("validateEvent", () => {
  test.each([
    { description: "the least event", event: { ...without("received_at") } },
    { description: "an anonymous visitor", event: { ...without("user_id"), anonymous_id: "a-1" } },
    { description: "epoch milliseconds", event: rawEvent({ client_created_at: 1_717_527_762_025 }) },
    { description: "an unknown attribute", event: rawEvent({ experiment: { arm: "b" } }) },
    { description: "a null attribute counts as absent", event: rawEvent({ price: null as never }) },
  ])("accepts $description", ({ event }) => {
    expect(validateEvent(event)).toMatchObject({ valid: true });
  });

  test("takes a null out of a copy, so that the caller sees that the text differs", () => {
    const event = rawEvent({ price: null as never });
    const validated = validateEvent(event);
    expect(validated).toMatchObject({ valid: true });
    expect(validated.valid && "price" in validated.event).toBe(false);
    expect(event).toHaveProperty("price", null);
  });

  test.each([
    {
      description: "no event_id",
      event: without("event_id"),
      path: "/event_id",
      expected: "an id of 1–128 characters, not a word for none as null or undefined",
      actual: "absent",
    },
    {
      description: "an empty event_name",
      event: rawEvent({ event_name: "" }),
      path: "/event_name",
      expected: "text of 1–128 characters",
      actual: "text of 0 characters",
    },
    {
      description: "an app_id of blanks",
      event: rawEvent({ app_id: "  " }),
      path: "/app_id",
      expected: "text of 1–128 characters",
      actual: "text of 2 characters",
    },
    {
      description: "a list for a name",
      event: rawEvent({ event_name: ["click"] as never }),
      path: "/event_name",
      expected: "text of 1–128 characters",
      actual: "array",
    },
    {
      description: "half an emoji for an id",
      event: rawEvent({ event_id: "e-\ud83d" }),
      path: "/event_id",
      expected: "an id of 1–128 characters, not a word for none as null or undefined",
      actual: "text of 3 characters, one of them half an emoji",
    },
    {
      description: "an impossible time",
      event: rawEvent({ client_created_at: "2026-99-99" }),
      path: "/client_created_at",
      expected: "a date and time that exist, from 1995 on, as ISO 8601 text or an epoch number",
      actual: "text of 10 characters",
    },
    {
      description: "a boolean time",
      event: rawEvent({ client_created_at: true as never }),
      path: "/client_created_at",
      expected: "a date and time that exist, from 1995 on, as ISO 8601 text or an epoch number",
      actual: "boolean true",
    },
    {
      description: "no user",
      event: without("user_id"),
      path: "",
      expected: "user_id or anonymous_id",
      actual: "neither",
    },
    {
      description: "a user that is none, and no other",
      event: rawEvent({ user_id: { id: 1 } as never }),
      path: "/user_id",
      expected: "an id of 1–128 characters, not a word for none as null or undefined",
      actual: "object",
    },
  ])("refuses $description", ({ event, path, expected, actual }) => {
    const validated = validateEvent(event);
    expect(validated.valid).toBe(false);
    expect(validated).toMatchObject({ errors: [{ path, expected, actual }] });
  });

  test("never repeats text of the event in an error", () => {
    const validated = validateEvent(rawEvent({ client_created_at: "jane@example.com" }));
    expect(validated.valid).toBe(false);
    expect(JSON.stringify(validated)).not.toContain("jane@example.com");
  });

  test("never throws, whatever the object", () => {
    fc.assert(fc.property(fc.object(), (value) => typeof validateEvent(value).valid === "boolean"));
  });
});

describe("an optional attribute that breaks its rule costs itself", () => {
  const validated = (event: Record<string, unknown>) => {
    const found = validateEvent({ ...rawEvent(), ...event });
    if (!found.valid) throw new Error(JSON.stringify(found.errors));
    return { ...found, event: found.event as Record<string, unknown> };
  };

  test("it moves to the properties, and the event says so", () => {
    const { event, marks, stored } = validated({ price: "free", timezone: "Mars/Phobos", quantity: 0.75 });
    expect(marks).toEqual({ price: "invalid", timezone: "invalid", quantity: "invalid" });
    expect(event).toEqual({
      ...rawEvent(),
      properties: { price: "free", timezone: "Mars/Phobos", quantity: 0.75 },
    });
    expect(stored).toBe(false);
  });

  test("beside what the properties have under its name", () => {
    const { event } = validated({ price: "free", properties: { price: "gratis", _price: "0" } });
    expect(event.properties).toEqual({ price: "gratis", _price: "0", __price: "free" });
  });

  test.each([["none"], [[1]], [7]])("also where the properties are none themselves: %j", (properties) => {
    const { event, marks } = validated({ properties, price: "free" });
    expect(event.properties).toEqual({ properties, price: "free" });
    expect(marks).toEqual({ properties: "invalid", price: "invalid" });
  });

  test("and so does a user who is none, where a device is known", () => {
    const { event, marks } = validated({ user_id: "\ud83d", anonymous_id: "a" });
    expect(marks).toEqual({ user_id: "invalid" });
    expect(event).not.toHaveProperty("user_id");
  });

  test.each([
    {
      description: "a guest whose device is known",
      ids: { user_id: "guest", anonymous_id: "a" },
      idle: "user_id",
    },
    { description: "a user without a number", ids: { user_id: 0, anonymous_id: "a" }, idle: "user_id" },
    {
      description: "a user on an unknown device",
      ids: { user_id: "u", anonymous_id: "Unknown" },
      idle: "anonymous_id",
    },
  ])("and so does an id that says nothing beside the other: $description", ({ ids, idle }) => {
    const { event, marks } = validated(ids);
    expect(marks).toEqual({ [idle]: "invalid" });
    expect(event).not.toHaveProperty(idle);
    expect(event.properties).toEqual({ [idle]: (ids as Record<string, unknown>)[idle] });
  });

  test.each([
    { user_id: "guest" },
    { user_id: "guest", anonymous_id: "unknown" },
    { user_id: "u", anonymous_id: "a" },
  ])("but not where the event knows no better, or both: %j", (ids) => {
    const { user_id: _other, ...event } = rawEvent();
    expect(validateEvent({ ...event, ...ids })).toMatchObject({ valid: true, event: ids, marks: {} });
  });

  test("one that is repaired is not told", () => {
    const { event, marks } = validated({ user_id: 7, price: "1.50", viewport_w: 411.43, session_id: "" });
    expect(marks).toEqual({});
    expect(event).toEqual({ ...rawEvent(), user_id: "7", price: 1.5, viewport_w: 411 });
  });

  test("an address of a person is not kept, unless it is replaced by its hash", () => {
    const { event, marks } = validated({ ip: "1".repeat(1025) });
    expect({ event, marks }).toEqual({ event: rawEvent(), marks: { ip: "invalid" } });
  });
});
