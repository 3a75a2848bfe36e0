import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isZoneName, zoneOffset } from "../../../shared/event/zone.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const zones = Intl.supportedValuesOf("timeZone");

describe("isZoneName", () => {
  test.each([
    { zone: "Europe/Vienna", expected: true },
    { zone: "UTC", expected: true },
    { zone: "america/new_york", expected: true },
    { zone: "Mars/Base", expected: false },
    { zone: "GMT+0300", expected: false },
    { zone: "-05:00", expected: false },
    { zone: "+0530", expected: false },
    { zone: "", expected: false },
  ])("$zone: $expected", ({ zone, expected }) => {
    expect(isZoneName(zone)).toBe(expected);
  });
});

describe("zoneOffset", () => {
  test.each([
    { description: "before spring", zone: "Europe/Berlin", at: "2026-03-29T00:59:59Z", hours: 1 },
    { description: "in spring", zone: "Europe/Berlin", at: "2026-03-29T01:00:00Z", hours: 2 },
    { description: "back before it", zone: "Europe/Berlin", at: "2026-03-29T00:30:00Z", hours: 1 },
    {
      description: "at half past, before",
      zone: "Australia/Adelaide",
      at: "2026-10-03T16:29:59Z",
      hours: 9.5,
    },
    { description: "at half past", zone: "Australia/Adelaide", at: "2026-10-03T16:30:00Z", hours: 10.5 },
    { description: "by half an hour", zone: "Australia/Lord_Howe", at: "2026-10-03T15:30:00Z", hours: 11 },
    {
      description: "a minute past, before",
      zone: "America/St_Johns",
      at: "2010-03-14T03:30:59Z",
      hours: -3.5,
    },
    { description: "a minute past", zone: "America/St_Johns", at: "2010-03-14T03:31:00Z", hours: -2.5 },
    { description: "by a whole day", zone: "Pacific/Apia", at: "2011-12-30T10:00:00Z", hours: 14 },
    { description: "another case", zone: "asia/kolkata", at: "2026-03-29T01:00:00Z", hours: 5.5 },
    { description: "an offset", zone: "+05:30", at: "2026-03-29T01:00:00Z", hours: 5.5 },
    { description: "an offset without colon", zone: "-0330", at: "2026-03-29T01:00:00Z", hours: -3.5 },
  ])("$description: $zone at $at", ({ zone, at, hours }) => {
    expect(zoneOffset(zone, Date.parse(at))).toBe(hours * HOUR);
  });

  test.each(["Mars/Base", "GMT+0300", "", "Europe/Vienna "])("%p is no zone", (zone) => {
    expect(zoneOffset(zone, 0)).toBeUndefined();
  });

  test("is what Intl says around every change of every zone", () => {
    for (const zone of zones) {
      const expected = offsetByIntl(zone);
      for (const change of changesOf(expected, Date.UTC(2025, 0), Date.UTC(2027, 0))) {
        for (const by of [-DAY, -30 * MINUTE, -MINUTE, -1, 0, MINUTE, 30 * MINUTE, 59 * MINUTE, DAY]) {
          const at = change + by;
          if (zoneOffset(zone, at) !== expected(at))
            throw new Error(`${zone} at ${new Date(at).toISOString()}`);
        }
      }
    }
  });

  test("is what Intl says at any instant, in any order", () => {
    const instant = fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.array(instant, { maxLength: 8 }), (zone, instants) => {
        const expected = offsetByIntl(zone);
        expect(instants.map((at) => zoneOffset(zone, at))).toEqual(instants.map(expected));
      }),
      { numRuns: 300 },
    );
  });
});

/** The offset, ms, from the name that Intl gives it: `GMT+09:30`. */
function offsetByIntl(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (at) => {
    const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")!.value;
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(
      name,
    )!;
    const ahead = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000;
    return sign === "-" ? -ahead : ahead;
  };
}

/** The minutes in which the offset changes; a month apart at least, but for days that are looked at one by one. */
function changesOf(offset: (at: number) => number, from: number, to: number): number[] {
  const changes: number[] = [];
  for (let day = from; day < to; day += 7 * DAY) {
    if (offset(day) === offset(day + 7 * DAY)) continue;
    let [last, first] = [day, day + 7 * DAY];
    while (first - last > MINUTE) {
      const middle = Math.floor((last + first) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(day)) last = middle;
      else first = middle;
    }
    changes.push(first);
  }
  return changes;
}
