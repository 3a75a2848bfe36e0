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
      expected: "text of 1–128 characters",
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
      description: "a number for text",
      event: rawEvent({ page_url: 7 as never }),
      path: "/page_url",
      expected: "text of 0–2048 characters",
      actual: "number 7",
    },
    {
      description: "text for a number",
      event: rawEvent({ price: "12" as never }),
      path: "/price",
      expected: "a number",
      actual: "text of 2 characters",
    },
    {
      description: "a fraction for a count",
      event: rawEvent({ viewport_w: 1.5 }),
      path: "/viewport_w",
      expected: "a whole number, 0 or more",
      actual: "number 1.5",
    },
    {
      description: "a list for a map",
      event: rawEvent({ metadata: [] as never }),
      path: "/metadata",
      expected: "an object",
      actual: "array",
    },
    {
      description: "an impossible time",
      event: rawEvent({ client_created_at: "2026-99-99" }),
      path: "/client_created_at",
      expected: "ISO 8601 or epoch milliseconds, 1970–9999",
      actual: "text of 10 characters",
    },
    {
      description: "a boolean time",
      event: rawEvent({ client_created_at: true as never }),
      path: "/client_created_at",
      expected: "ISO 8601 text or epoch milliseconds",
      actual: "boolean true",
    },
    {
      description: "no user",
      event: without("user_id"),
      path: "",
      expected: "user_id or anonymous_id",
      actual: "neither",
    },
  ])("refuses $description", ({ event, path, expected, actual }) => {
    const validated = validateEvent(event);
    expect(validated.valid).toBe(false);
    expect(validated).toMatchObject({ errors: [{ path, expected, actual }] });
  });

  test("never repeats text of the event in an error", () => {
    const validated = validateEvent(rawEvent({ price: "jane@example.com" as never }));
    expect(JSON.stringify(validated)).not.toContain("jane@example.com");
  });

  test("never throws, whatever the object", () => {
    fc.assert(fc.property(fc.object(), (value) => typeof validateEvent(value).valid === "boolean"));
  });
});
