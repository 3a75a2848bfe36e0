import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isZone, parseLocal } from "../../../shared/mapping/local-time.ts";

const utc = (text: string, zone: string) => {
  const ms = parseLocal(text, zone);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
};

describe("local time", () => {
  test.each([
    { description: "UTC", text: "2026-01-15 08:00:00", zone: "UTC", expected: "2026-01-15T08:00:00.000Z" },
    {
      description: "winter",
      text: "2026-01-15 08:00:00",
      zone: "America/New_York",
      expected: "2026-01-15T13:00:00.000Z",
    },
    {
      description: "summer",
      text: "2026-07-15 08:00:00.25",
      zone: "America/New_York",
      expected: "2026-07-15T12:00:00.250Z",
    },
    {
      description: "east, into the day before",
      text: "2026-01-01 04:00:00",
      zone: "Asia/Kolkata",
      expected: "2025-12-31T22:30:00.000Z",
    },
    {
      description: "just before clocks go forward",
      text: "2026-03-08 01:59:59",
      zone: "America/New_York",
      expected: "2026-03-08T06:59:59.000Z",
    },
    {
      description: "the hour that is skipped",
      text: "2026-03-08 02:30:00",
      zone: "America/New_York",
      expected: "2026-03-08T07:30:00.000Z",
    },
    {
      description: "just after",
      text: "2026-03-08 03:00:00",
      zone: "America/New_York",
      expected: "2026-03-08T07:00:00.000Z",
    },
    {
      description: "the hour that comes twice",
      text: "2026-11-01 01:30:00",
      zone: "America/New_York",
      expected: "2026-11-01T05:30:00.000Z",
    },
    {
      description: "after it",
      text: "2026-11-01 02:00:00",
      zone: "America/New_York",
      expected: "2026-11-01T07:00:00.000Z",
    },
    {
      description: "a leap day",
      text: "2024-02-29 00:00:00",
      zone: "UTC",
      expected: "2024-02-29T00:00:00.000Z",
    },
    { description: "a day that is not", text: "2026-02-29 00:00:00", zone: "UTC", expected: undefined },
    { description: "an hour that is not", text: "2026-01-01 24:00:00", zone: "UTC", expected: undefined },
    { description: "with an offset", text: "2026-01-01 00:00:00Z", zone: "UTC", expected: undefined },
    { description: "a date alone", text: "2026-01-01", zone: "UTC", expected: undefined },
  ])("$description", ({ text, zone, expected }) => {
    expect(utc(text, zone)).toBe(expected);
  });

  test("is what the clocks of the zone show at the instant", () => {
    const zones = fc.constantFrom("America/New_York", "Europe/Vienna", "Asia/Kolkata", "Australia/Lord_Howe");
    const instants = fc
      .integer({ min: Date.UTC(2000, 0), max: Date.UTC(2035, 0) })
      .map((ms) => ms - (ms % 1000));
    fc.assert(
      fc.property(zones, instants, (zone, ms) => {
        const shown = (at: number) => new Date(at).toLocaleString("sv-SE", { timeZone: zone });
        expect(shown(parseLocal(shown(ms), zone))).toBe(shown(ms));
      }),
    );
  });
});

test.each([
  { zone: "Europe/Vienna", expected: true },
  { zone: "Mars/Base", expected: false },
])("isZone($zone)", ({ zone, expected }) => {
  expect(isZone(zone)).toBe(expected);
});
