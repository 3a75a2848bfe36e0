import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatUtc, isCanonical, parseInstant } from "../../../shared/event/time.ts";

describe("parseInstant", () => {
  test.each([
    {
      description: "canonical text",
      value: "2026-03-04T10:00:00.123Z",
      ms: Date.UTC(2026, 2, 4, 10, 0, 0, 123),
    },
    { description: "an offset", value: "2026-03-04T12:00:00+02:00", ms: Date.UTC(2026, 2, 4, 10) },
    {
      description: "an offset without colon",
      value: "2026-03-04T12:00:00.5+0200",
      ms: Date.UTC(2026, 2, 4, 10, 0, 0, 500),
    },
    { description: "no offset is UTC", value: "2026-03-04 10:00:00", ms: Date.UTC(2026, 2, 4, 10) },
    { description: "a date alone", value: "2026-03-04", ms: Date.UTC(2026, 2, 4) },
    {
      description: "microseconds",
      value: "2026-03-04T10:00:00.123456Z",
      ms: Date.UTC(2026, 2, 4, 10, 0, 0, 123),
    },
    { description: "epoch milliseconds", value: 1_717_527_762_025, ms: 1_717_527_762_025 },
    {
      description: "29 February of a leap year",
      value: "2024-02-29T00:00:00.000Z",
      ms: Date.UTC(2024, 1, 29),
    },
    { description: "29 February of another year", value: "2026-02-29T00:00:00.000Z", ms: Number.NaN },
    { description: "month 13", value: "2026-13-01T00:00:00.000Z", ms: Number.NaN },
    { description: "letters among the digits", value: "2026-0x-01T00:00:00.000Z", ms: Number.NaN },
    { description: "free text", value: "yesterday at noon", ms: Number.NaN },
    { description: "before 1970", value: -1, ms: Number.NaN },
    { description: "infinity", value: Number.POSITIVE_INFINITY, ms: Number.NaN },
    { description: "absent", value: undefined, ms: Number.NaN },
  ])("$description", ({ value, ms }) => {
    expect(parseInstant(value)).toBe(ms);
  });
});

test("formatUtc writes what toISOString writes, and parseInstant reads it back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      const text = formatUtc(ms);
      expect(text).toBe(new Date(ms).toISOString());
      expect(isCanonical(text)).toBe(true);
      expect(parseInstant(text)).toBe(ms);
    }),
  );
});
