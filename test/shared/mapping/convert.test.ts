import { describe, expect, test } from "@jest/globals";
import type { FieldRule } from "../../../shared/event/kind.ts";
import { conversionOf, targets } from "../../../shared/mapping/convert.ts";
import { addedFields } from "../../builders/schema-of-every-kind.ts";

const fields = addedFields as unknown as Record<string, FieldRule>;

describe("a value in the kind of its attribute", () => {
  test.each([
    { target: "a_text", value: 5, found: { value: "5" } },
    { target: "a_key", value: true, found: { value: "true" } },
    { target: "an_id", value: 7, found: { value: "7" } },
    { target: "an_id", value: " a ", found: { value: "a" } },
    { target: "an_id", value: "x".repeat(200), found: { value: "x".repeat(200) } },
    { target: "an_id", value: " null", found: { expected: expect.stringContaining("not a word for none") } },
    { target: "a_currency", value: "usd", found: { value: "USD" } },
    { target: "a_count", value: "3.0", found: { value: 3 } },
    { target: "a_whole", value: "1.5", found: { expected: "a whole number" } },
    { target: "a_long", value: "9007199254740991", found: { value: 9007199254740991 } },
    { target: "a_real", value: " 1e3", found: { value: 1000 } },
    { target: "a_flag", value: "TRUE", found: { value: true } },
    { target: "a_flag", value: false, found: { value: false } },
    { target: "a_flag", value: "constructor", found: { expected: "true or false" } },
    { target: "a_flag", value: 1, found: { expected: "true or false" } },
    { target: "an_instant", value: "2026-03-04", found: { value: "2026-03-04" } },
    { target: "a_utc", value: "2026-03-04", found: { value: "2026-03-04T00:00:00.000Z" } },
    { target: "a_utc", value: true, found: { expected: expect.stringContaining("from 1995 on") } },
  ])("$target of $value", ({ target, value, found }) => {
    expect(conversionOf(target, {}, fields)(value)).toEqual(found);
  });

  test.each(["an_instant", "a_utc"])("an instant in a format of its own: %s", (target) => {
    expect(conversionOf(target, { time: ["epoch_s"] }, fields)("1772618400")).toEqual({
      value: "2026-03-04T10:00:00.000Z",
    });
  });
});

test.each([
  { value: "46085.4166666667", zone: "UTC", instant: "2026-03-04T10:00:00.000Z" },
  { value: 46085.5, zone: "UTC", instant: "2026-03-04T12:00:00.000Z" },
  { value: "46085", zone: "Europe/Berlin", instant: "2026-03-03T23:00:00.000Z" },
])("a spreadsheet's number of days, $value in $zone, is an instant", ({ value, zone, instant }) => {
  expect(conversionOf("a_utc", { time: ["excel"], zone }, fields)(value)).toEqual({ value: instant });
});

test("no rule fills a map", () => {
  expect(targets.has("price")).toBe(true);
  expect(targets.has("properties")).toBe(false);
});
