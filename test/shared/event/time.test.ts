import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EARLIEST } from "../../../shared/event/epoch.ts";
import { formatUtc, isCanonical, isUtc, parseInstant, parseUtc } from "../../../shared/event/time.ts";

const TEN = Date.UTC(2026, 2, 4, 10);
const none = Number.NaN;

describe("parseInstant", () => {
  test.each([
    { description: "canonical text", value: "2026-03-04T10:00:00.123Z", ms: TEN + 123 },
    { description: "an offset", value: "2026-03-04T12:00:00+02:00", ms: TEN },
    { description: "an offset without colon", value: "2026-03-04T12:00:00.5+0200", ms: TEN + 500 },
    { description: "an offset of hours alone", value: "2026-03-04T05:00:00-05", ms: TEN },
    { description: "an offset of half an hour", value: "2026-03-04 06:30-03:30", ms: TEN },
    { description: "a blank before the offset", value: "2026-03-04 12:00:00 +0200", ms: TEN },
    { description: "PostgreSQL", value: "2026-03-04 10:00:00.123+00", ms: TEN + 123 },
    { description: "BigQuery", value: "2026-03-04 10:00:00 UTC", ms: TEN },
    { description: "BigQuery, microseconds", value: "2026-03-04 10:00:00.123999 UTC", ms: TEN + 123 },
    { description: "lower case", value: "2026-03-04t10:00:00z", ms: TEN },
    { description: "no offset is UTC", value: "2026-03-04 10:00:00", ms: TEN },
    { description: "no seconds", value: "2026-03-04T10:00Z", ms: TEN },
    { description: "a comma before the fraction", value: "2026-03-04T10:00:00,5Z", ms: TEN + 500 },
    { description: "white space around it", value: " 2026-03-04T10:00:00Z\n", ms: TEN },
    { description: "a date alone", value: "2026-03-04", ms: Date.UTC(2026, 2, 4) },
    { description: "nanoseconds are cut", value: "2026-03-04T10:00:00.123999999Z", ms: TEN + 123 },
    { description: "24:00 ends the day", value: "2026-03-03T24:00:00Z", ms: Date.UTC(2026, 2, 4) },
    { description: "24:00 in canonical form", value: "2026-03-03T24:00:00.000Z", ms: Date.UTC(2026, 2, 4) },
    { description: "29 February of a leap year", value: "2024-02-29", ms: Date.UTC(2024, 1, 29) },
    { description: "29 February of 2000", value: "2000-02-29", ms: Date.UTC(2000, 1, 29) },
    { description: "the first instant", value: "1995-01-01T00:00:00.000Z", ms: EARLIEST },
    { description: "the last one", value: "9999-12-31T23:59:59.999Z", ms: 253_402_300_799_999 },
    { description: "epoch seconds", value: 1_717_527_762, ms: 1_717_527_762_000 },
    { description: "epoch seconds with a fraction", value: 1_717_527_762.123, ms: 1_717_527_762_123 },
    { description: "epoch milliseconds", value: 1_717_527_762_025, ms: 1_717_527_762_025 },
    { description: "milliseconds with a fraction", value: 1_717_527_762_025.9, ms: 1_717_527_762_025 },
    { description: "epoch microseconds", value: 1_717_527_762_025_999, ms: 1_717_527_762_025 },
    { description: "epoch nanoseconds", value: 1_717_527_762_025_000_000, ms: 1_717_527_762_025 },
    { description: "epoch seconds as text", value: "1717527762", ms: 1_717_527_762_000 },
    { description: "seconds with a fraction as text", value: "1717527762.0259", ms: 1_717_527_762_025 },
    { description: "epoch milliseconds as text", value: "1717527762025", ms: 1_717_527_762_025 },
    { description: "epoch microseconds as text", value: "1717527762025999", ms: 1_717_527_762_025 },
    { description: "epoch nanoseconds as text", value: "1717527762025999999", ms: 1_717_527_762_025 },
    { description: "an exponent", value: "1.717527762025E12", ms: 1_717_527_762_025 },
    { description: "an exponent, as Java writes it", value: "1.7726184E12", ms: TEN },
    { description: "HTTP", value: "Wed, 04 Mar 2026 10:00:00 GMT", ms: TEN },
    { description: "e-mail", value: "Wed, 4 Mar 2026 12:00:00 +0200", ms: TEN },
    {
      description: "JavaScript",
      value: "Wed Mar 04 2026 11:00:00 GMT+0100 (Central European Standard Time)",
      ms: TEN,
    },
    { description: "Java", value: "Wed Mar 04 10:00:00 UTC 2026", ms: TEN },
    { description: "a web server's log", value: "[04/Mar/2026:05:00:00 -0500]", ms: TEN },
    { description: "java.time", value: "2026-03-04T11:00:00+01:00[Europe/Berlin]", ms: TEN },
    { description: "Go", value: "2026-03-04 11:00:00.123456789 +0100 CET", ms: TEN + 123 },
    { description: "Go, UTC, to the second", value: "2026-03-04 10:00:00 +0000 UTC", ms: TEN },
    { description: "Go, a zone without letters", value: "2026-03-04 13:00:00 +0300 +03", ms: TEN },
    { description: "Go, now", value: "2026-03-04 10:00:00.5 +0000 UTC m=+0.000012", ms: TEN + 500 },
    { description: "Trino, a zone", value: "2026-03-04 11:00:00.123 Europe/Berlin", ms: TEN + 123 },
    {
      description: "Trino, a zone of three names, in summer",
      value: "2026-07-04 06:00 America/Indiana/Indianapolis",
      ms: Date.UTC(2026, 6, 4, 10),
    },
    {
      description: "Trino, a time that comes twice",
      value: "2026-10-25 02:30:00 Europe/Berlin",
      ms: Date.UTC(2026, 9, 25, 0, 30),
    },
    { description: "Trino, picoseconds", value: "2026-03-04 10:00:00.123999999999 UTC", ms: TEN + 123 },
    { description: "the basic form", value: "20260304T100000Z", ms: TEN },
    { description: "the basic form with a fraction", value: "20260304T110000.5+0100", ms: TEN + 500 },
  ])("reads $description: $value", ({ value, ms }) => {
    expect(parseInstant(value)).toBe(ms);
  });

  test.each([
    { description: "30 February", value: "2026-02-30T10:00:00Z" },
    { description: "30 February in canonical form", value: "2026-02-30T10:00:00.000Z" },
    { description: "30 February for a database", value: "2026-02-30 10:00:00 UTC" },
    { description: "29 February of another year", value: "2026-02-29T00:00:00.000Z" },
    { description: "29 February of 2100", value: "2100-02-29" },
    { description: "31 April", value: "2026-04-31" },
    { description: "day 0", value: "2026-04-00" },
    { description: "day 32", value: "2026-01-32T00:00:00.000Z" },
    { description: "month 13", value: "2026-13-01T00:00:00.000Z" },
    { description: "month 20 after April of the next year", value: "2026-20-01T00:00:00.000Z" },
    { description: "month 0", value: "2026-00-10" },
    { description: "hour 25", value: "2026-03-04T25:00:00Z" },
    { description: "a minute after 24:00", value: "2026-03-04T24:01:00Z" },
    { description: "a millisecond after 24:00", value: "2026-03-04T24:00:00.001Z" },
    { description: "minute 60", value: "2026-03-04T10:60:00Z" },
    { description: "a leap second", value: "2016-12-31T23:59:60Z" },
    { description: "an offset of 24 hours", value: "2026-03-04T10:00:00+24:00" },
    { description: "an offset of 60 minutes", value: "2026-03-04T10:00:00+01:60" },
    { description: "an offset that breaks off", value: "2026-03-04T10:00:00+02:" },
    { description: "an offset at a date", value: "2026-03-04+02:00" },
    { description: "another zone", value: "2026-03-04 10:00:00 CET" },
    { description: "another zone in words", value: "Wed Mar 04 10:00:00 CET 2026" },
    { description: "words without a zone", value: "Wed Mar 04 2026 10:00:00" },
    { description: "30 February in words", value: "Mon, 30 Feb 2026 10:00:00 GMT" },
    { description: "a month that is none", value: "Wed, 04 Mrz 2026 10:00:00 GMT" },
    { description: "an hour that is none", value: "Wed, 04 Mar 2026 24:00:00 GMT" },
    { description: "an exponent of six digits, as spreadsheets round", value: "1.77262E+12" },
    { description: "a zone that there is not", value: "2026-03-04 10:00:00 Europe/Nowhere" },
    { description: "a zone that may be one of two", value: "2026-03-04 10:00:00 CST" },
    { description: "half of a day behind an offset", value: "2026-03-04 10:00:00 +0000 PM" },
    { description: "a day that does not exist in a zone", value: "2026-02-30 10:00:00 Europe/Berlin" },
    { description: "a name of a zone without an offset", value: "2026-03-04T11:00:00[Europe/Berlin]" },
    { description: "the basic form of 30 February", value: "20260230T100000Z" },
    { description: "an hour alone", value: "2026-03-04T10" },
    { description: "letters among the digits", value: "2026-0x-01T00:00:00.000Z" },
    { description: "free text", value: "yesterday at noon" },
    { description: "nothing", value: "" },
    { description: "a year of the first century", value: "0099-03-04" },
    { description: "the last instant of 1994", value: "1994-12-31T23:59:59.999Z" },
    { description: "1970", value: "1970-01-01T00:00:00.000Z" },
    { description: "an offset that leads back to 1994", value: "1995-01-01T00:00:00+01:00" },
    { description: "an offset that leads to the year 10000", value: "9999-12-31T23:59:59-01:00" },
    { description: "epoch 0", value: 0 },
    { description: "no user's second", value: 1 },
    { description: "seconds of 1994", value: 788_918_399 },
    { description: "a day as a number", value: 20_260_304 },
    { description: "a day as digits", value: "20260304" },
    { description: "neither seconds nor milliseconds", value: 500_000_000_000 },
    { description: "before 1970", value: -1_717_527_762_025 },
    { description: "infinity", value: Number.POSITIVE_INFINITY },
    { description: "no number", value: Number.NaN },
    { description: "21 digits", value: "171752776202599999999" },
    { description: "absent", value: undefined },
  ])("refuses $description: $value", ({ value }) => {
    expect(parseInstant(value)).toBe(none);
  });

  const milliseconds = fc.integer({ min: EARLIEST, max: Date.UTC(2100, 0) });
  const finer = fc.integer({ min: 0, max: 999_999 }).map((value) => String(value).padStart(6, "0"));

  test("reads back an instant however it is spelt", () => {
    const spelling = fc.record({
      separator: fc.constantFrom("T", "t", " "),
      offset: fc.integer({ min: -(14 * 60 - 1), max: 14 * 60 }),
      zone: fc.constantFrom<(sign: string, hours: string, minutes: string) => string>(
        (sign, hours, minutes) => `${sign}${hours}:${minutes}`,
        (sign, hours, minutes) => `${sign}${hours}${minutes}`,
        (sign, hours, minutes) => ` ${sign}${hours}${minutes}`,
      ),
      utc: fc.constantFrom(undefined, "", "Z", "z", " UTC", "+00", "-0000"),
      digits: fc.integer({ min: 3, max: 9 }),
      point: fc.constantFrom(".", ","),
      finer,
    });
    fc.assert(
      fc.property(milliseconds, spelling, (ms, { separator, offset, zone, utc, digits, point, finer }) => {
        const minutes = utc === undefined ? offset : 0;
        const shown = new Date(ms + minutes * 60_000).toISOString();
        const [hour, minute] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
          String(part).padStart(2, "0"),
        ) as [string, string];
        const fraction = (shown.slice(20, 23) + finer).slice(0, digits);
        const clock = `${shown.slice(0, 10)}${separator}${shown.slice(11, 19)}${point}${fraction}`;
        expect(parseInstant(clock + (utc ?? zone(offset < 0 ? "-" : "+", hour, minute)))).toBe(ms);
      }),
      { numRuns: 2000 },
    );
  });

  test("reads back an epoch number of any unit", () => {
    fc.assert(
      fc.property(milliseconds, finer, (ms, finer) => {
        const seconds = `${String(ms).slice(0, -3)}.${String(ms).slice(-3)}`;
        const read = [ms, String(ms), `${seconds}${finer}`, Number(seconds)].map(parseInstant);
        const whole = [ms * 1000, `${ms}${finer.slice(0, 3)}`, `${ms}${finer}`].map(parseInstant);
        expect([...read, ...whole]).toEqual(new Array(7).fill(ms));
      }),
      { numRuns: 2000 },
    );
  });

  test("refuses days that do not exist, and no others", () => {
    const two = (value: number) => String(value).padStart(2, "0");
    const date = fc.record({
      year: fc.integer({ min: 1995, max: 2110 }),
      month: fc.integer({ min: 0, max: 13 }),
      day: fc.integer({ min: 0, max: 32 }),
    });
    fc.assert(
      fc.property(date, fc.constantFrom("T10:00:00.000Z", " 10:00:00 UTC", ""), (date, time) => {
        const { year, month, day } = date;
        const utc = new Date(Date.UTC(year, month - 1, day));
        const exists = month >= 1 && month <= 12 && utc.getUTCMonth() === month - 1;
        expect(Number.isNaN(parseInstant(`${year}-${two(month)}-${two(day)}${time}`))).toBe(!exists);
      }),
      { numRuns: 2000 },
    );
  });

  test("no text makes it throw", () => {
    const parts = fc.constantFrom("2026-03-04", "T", " ", "10:00", ":00", ".5", "Z", "+", "01", "e9", "UTC");
    const text = fc.oneof(
      fc.string(),
      fc.array(parts).map((all) => all.join("")),
    );
    fc.assert(fc.property(text, (text) => expect(parseInstant(text)).not.toBe(0)));
  });
});

test("formatUtc writes what toISOString writes, and parseUtc reads it back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      const text = formatUtc(ms);
      expect(text).toBe(new Date(ms).toISOString());
      expect(isCanonical(text)).toBe(true);
      expect(parseUtc(text)).toBe(ms);
      expect(parseInstant(text)).toBe(ms < EARLIEST ? Number.NaN : ms);
    }),
  );
});

test.each(["2026-03-04T10:00:00Z", "2026-03-04T24:00:00.000Z", "2026-02-30T10:00:00.000Z", ""])(
  "parseUtc refuses what the pipeline does not write: %s",
  (text) => {
    expect(parseUtc(text)).toBe(Number.NaN);
  },
);

describe("what is no digit stands for none, wherever one should be", () => {
  const text = "2026-03-04T10:00:00.123Z";
  const places = [...text].flatMap((letter, at) => (/\d/.test(letter) ? [at] : []));

  test.each(["/", ":", " ", "a", "٣"])("%j", (mark) => {
    for (const at of places) {
      const wrong = `${text.slice(0, at)}${mark}${text.slice(at + 1)}`;
      expect([wrong, parseUtc(wrong), isUtc(wrong)]).toEqual([wrong, Number.NaN, false]);
    }
  });
});
