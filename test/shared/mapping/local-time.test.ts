import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseLocal } from "../../../shared/mapping/local-time.ts";
import type { TimeFormat } from "../../../shared/mapping/source-mapping.ts";

const utc = (text: string, zone: string, format: TimeFormat = "yyyy-MM-dd HH:mm:ss") => {
  const ms = parseLocal(text, zone, format);
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
      description: "the half hour that is skipped",
      text: "2026-10-04 02:15:00",
      zone: "Australia/Lord_Howe",
      expected: "2026-10-03T15:45:00.000Z",
    },
    {
      description: "after it",
      text: "2026-10-04 02:45:00",
      zone: "Australia/Lord_Howe",
      expected: "2026-10-03T15:45:00.000Z",
    },
    {
      description: "the half hour that comes twice",
      text: "2026-04-05 01:45:00",
      zone: "Australia/Lord_Howe",
      expected: "2026-04-04T14:45:00.000Z",
    },
    {
      description: "after a change at half past an hour of UTC",
      text: "2026-10-04 03:15:00",
      zone: "Australia/Adelaide",
      expected: "2026-10-03T16:45:00.000Z",
    },
    {
      description: "a day that a zone skipped",
      text: "2011-12-30 12:00:00",
      zone: "Pacific/Apia",
      expected: "2011-12-30T22:00:00.000Z",
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
    {
      description: "without seconds",
      text: "2026-01-01 08:05",
      zone: "UTC",
      expected: "2026-01-01T08:05:00.000Z",
    },
    { description: "a minute that is not", text: "2026-01-01 00:60:00", zone: "UTC", expected: undefined },
    { description: "a month that is not", text: "2026-13-01 00:00:00", zone: "UTC", expected: undefined },
    { description: "a date alone", text: "2026-01-01", zone: "UTC", expected: undefined },
  ])("$description", ({ text, zone, expected }) => {
    expect(utc(text, zone)).toBe(expected);
  });

  test("is what the clocks of the zone show at the instant", () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    const instants = fc
      .integer({ min: Date.UTC(2000, 0), max: Date.UTC(2035, 0) })
      .map((ms) => ms - (ms % 1000));
    fc.assert(
      fc.property(zones, instants, (zone, ms) => {
        const shown = (at: number) => new Date(at).toLocaleString("sv-SE", { timeZone: zone });
        expect(shown(parseLocal(shown(ms), zone, "iso"))).toBe(shown(ms));
      }),
    );
  });
});

describe("other formats", () => {
  const american = "MM/dd/yyyy hh:mm:ss a";
  const short = "M/d/yy H:mm";
  test.each<[TimeFormat, string, string | undefined]>([
    [american, "12/31/2018 11:59:12 PM", "2018-12-31T23:59:12.000Z"],
    [american, "12/31/2018 12:00:00 AM", "2018-12-31T00:00:00.000Z"],
    [american, "12/31/2018 12:00:00 PM", "2018-12-31T12:00:00.000Z"],
    [american, "1/1/2018 1:05 am", "2018-01-01T01:05:00.000Z"],
    [american, "01/01/2018 00:05:00 AM", undefined],
    [american, "01/01/2018 13:05:00 PM", undefined],
    [american, "02/29/2018 01:05:00 PM", undefined],
    [american, "31/12/2018 01:05:00 PM", undefined],
    [american, "01/01/2018 13:05:00", undefined],
    [short, "1/1/15 0:05", "2015-01-01T00:05:00.000Z"],
    [short, "12/31/2015 23:59", "2015-12-31T23:59:00.000Z"],
    [short, "1/1/69 0:05", "2069-01-01T00:05:00.000Z"],
    [short, "1/1/70 0:05", "1970-01-01T00:05:00.000Z"],
    [short, "1/1/15 24:05", undefined],
    [short, "13/1/15 0:05", undefined],
    [short, "1/1/15 0:05 PM", undefined],
    ["iso", "2015-01-01T08:05:06.1239", "2015-01-01T08:05:06.123Z"],
    ["iso", "2015-01-01", "2015-01-01T00:00:00.000Z"],
    ["iso", "2015-01-01T08:05:06Z", "2015-01-01T08:05:06.000Z"],
    ["iso", "2015-01-01 08:05:06 UTC", "2015-01-01T08:05:06.000Z"],
    ["iso", "2015-01-01 08:05:06.123456+02", "2015-01-01T06:05:06.123Z"],
    ["iso", "2015-01-01T24:00:00", "2015-01-02T00:00:00.000Z"],
    ["iso", "2015-02-29T08:00:00", undefined],
    ["iso", "2015-02-29", undefined],
    ["M/d/yy H:mm", "2/29/15 0:05", undefined],
    ["M/d/yy H:mm", "0/1/15 0:05", undefined],
    ["epoch_s", "1420070400", undefined],
    ["d.M.yy H:mm", "29.11.2026 10:15", "2026-11-29T10:15:00.000Z"],
    ["d.M.yy H:mm", "1.2.26, 9:05:07", "2026-02-01T09:05:07.000Z"],
    ["d.M.yy H:mm", "30.2.2026 10:15", undefined],
    ["d.M.yy H:mm", "29/11/2026 10:15", undefined],
    ["d/M/yy H:mm", "29/11/2026 23:59:58", "2026-11-29T23:59:58.000Z"],
    ["d/M/yy H:mm", "11/29/2026 10:15", undefined],
    ["yyyy/M/d H:mm", "2026/11/29 10:15", "2026-11-29T10:15:00.000Z"],
    ["yyyy/M/d H:mm", "26/11/29 10:15", undefined],
    ["d.M.yy H:mm", "29.11.2026", "2026-11-29T00:00:00.000Z"],
    ["M/d/yy H:mm", "11/29/26", "2026-11-29T00:00:00.000Z"],
    ["d/M/yy H:mm", "29/11/2026 ", "2026-11-29T00:00:00.000Z"],
    ["yyyy/M/d H:mm", "2026/11/29", "2026-11-29T00:00:00.000Z"],
    [american, "11/29/2026", undefined],
  ])("%s: %s", (format, text, expected) => {
    expect(utc(text, "UTC", format)).toBe(expected);
  });

  test("are read by the clocks of the zone", () => {
    expect(utc("7/4/2018 11:59:12 PM", "America/New_York", american)).toBe("2018-07-05T03:59:12.000Z");
    expect(utc("4.7.2018 23:59", "Europe/Berlin", "d.M.yy H:mm")).toBe("2018-07-04T21:59:00.000Z");
    expect(utc("2018-07-04", "America/New_York", "iso")).toBe("2018-07-04T04:00:00.000Z");
    expect(utc("2018-07-04 10:00:00+00", "America/New_York", "iso")).toBe("2018-07-04T10:00:00.000Z");
  });
});
