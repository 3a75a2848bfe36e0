import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkPredictLine } from "../../../functions/predict/check.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { anyEnrichedEvent } from "../../shared/features/any-enriched-event.ts";

const check = (line: unknown) =>
  checkPredictLine(Buffer.from(typeof line === "string" ? line : JSON.stringify(line)));

describe("checkPredictLine", () => {
  test("takes every enriched event as it stands", () => {
    fc.assert(
      fc.property(anyEnrichedEvent, (event) => {
        const stands = JSON.parse(JSON.stringify(event));
        expect(check(event)).toEqual({ ok: true, event: stands });
      }),
    );
  });

  test("names no more than eight of what is wrong with a line", () => {
    const names = ["price", "value", "is_bot", "is_late", "session_index", "hour_of_day", "day_of_week"];
    const more = ["is_weekend", "geo_latitude", "geo_longitude", "zip_population", "zip_median_income"];
    const wrong = Object.fromEntries([...names, ...more].map((name) => [name, "x"]));
    const checked = check({ ...enrichedEvent(), ...wrong });
    expect(checked.ok ? [] : checked.errors).toHaveLength(8);
  });

  test.each<{ description: string; line: unknown; reason: string; path?: string; event_id?: string }>([
    { description: "text", line: "hello", reason: "not_json" },
    { description: "cut JSON", line: '{"event_id":', reason: "not_json" },
    { description: "nothing", line: "", reason: "not_json" },
    { description: "a list", line: [enrichedEvent()], reason: "not_an_object" },
    { description: "null", line: "null", reason: "not_an_object" },
    {
      description: "a raw event",
      line: { ...enrichedEvent(), event_time: undefined },
      reason: "schema_violation",
      event_id: "e-1",
    },
    {
      description: "a time that is no UTC text",
      line: { ...enrichedEvent(), event_time: 5 },
      reason: "schema_violation",
      path: "/event_time",
      event_id: "e-1",
    },
    {
      description: "a price in text",
      line: { ...enrichedEvent(), price: "5" },
      reason: "schema_violation",
      path: "/price",
      event_id: "e-1",
    },
    {
      description: "an event of nobody",
      line: { ...enrichedEvent(), user_id: undefined },
      reason: "schema_violation",
      path: "",
      event_id: "e-1",
    },
  ])("refuses $description", ({ line, reason, path, event_id }) => {
    const checked = check(line);
    expect(checked).toMatchObject({ ok: false, reason, ...(event_id && { event_id }) });
    const errors = checked.ok ? [] : checked.errors;
    if (path !== undefined) expect(errors.map((error) => error.path)).toContain(path);
    expect(errors.length).toBeGreaterThan(0);
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(checkPredictLine(bytes).ok).toBe(false);
      }),
    );
  });
});
