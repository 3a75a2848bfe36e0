import { describe, expect, test } from "@jest/globals";
import { dayNumberAt } from "../../../../shared/event/calendar.ts";
import { decodeRates, encodeRates, rateKey } from "../../../../shared/redis/look-up/rates.ts";

const at = (instant: string): number => Date.parse(instant);
const firstDay = dayNumberAt(at("2026-03-02T00:00:00Z"));
const stored = (rates: (number | undefined)[]) => decodeRates(Buffer.from(encodeRates({ firstDay, rates })));

describe("rates of a currency", () => {
  const rates = stored([0.9, undefined, 0.8, ...new Array<undefined>(9), 0.7]);

  test.each([
    ["the day before the first", "2026-03-01T23:59:59.999Z", undefined],
    ["the first instant of a day", "2026-03-02T00:00:00Z", 0.9],
    ["the last instant of a day", "2026-03-02T23:59:59.999Z", 0.9],
    ["a day without a rate, by the day before", "2026-03-03T12:00:00Z", 0.9],
    ["the seventh day without", "2026-03-11T12:00:00Z", 0.8],
    ["the eighth day without", "2026-03-12T12:00:00Z", undefined],
    ["the day of the next rate", "2026-03-14T00:00:00Z", 0.7],
    ["the seventh day after the last", "2026-03-21T23:00:00Z", 0.7],
    ["the eighth day after the last", "2026-03-22T00:00:00Z", undefined],
    ["a day long after", "2031-01-01T00:00:00Z", undefined],
  ])("of %s", (_what, instant, rate) => expect(rates.at(at(instant))).toBe(rate));

  test("that are fixed hold on any day", () => {
    const fixed = decodeRates(Buffer.from(encodeRates({ fixed: 1.17 })));
    expect([0, at("2099-01-01T00:00:00Z")].map((instant) => fixed.at(instant))).toEqual([1.17, 1.17]);
  });

  test.each([
    "",
    "r1",
    "r2\t20000\t1",
    "r1\t20000",
    "r1\t\t1",
    "r1\ta day\t1",
    "r1\t20000\t-1",
    "r1\t20000\tmany",
    "r1\tfixed\t",
    "r1\tfixed\t1\t2",
    "0.92",
  ])("are not read from %j", (text) => expect(() => decodeRates(Buffer.from(text))).toThrow(RangeError));

  test.each([
    ["EUR", "rate:EUR"],
    [" usd ", "rate:USD"],
  ])("stand under the code in capitals: %j", (code, key) => expect(rateKey(code)).toBe(key));
});
