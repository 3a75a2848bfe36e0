import { describe, expect, test } from "@jest/globals";
import { compareTimes, later, nextMillisecond, toMillis } from "../../../functions/produce/ingest-time.ts";

describe("ingest times", () => {
  const base = "2026-03-04T10:00:00";
  test.each([
    { a: ".100Z", b: ".100000000Z", order: 0 },
    { a: ".100Z", b: ".100000001Z", order: -1 },
    { a: ".2Z", b: ".100999Z", order: 1 },
    { a: "Z", b: ".000Z", order: 0 },
  ])("$a and $b", ({ a, b, order }) => {
    expect(compareTimes(base + a, base + b)).toBe(order);
    expect(compareTimes(later(base + a, base + b), base + (order < 0 ? b : a))).toBe(0);
  });

  test.each([
    { time: ".123Z", next: ".124Z" },
    { time: ".123000001Z", next: ".124Z" },
    { time: ".999999999Z", next: undefined },
  ])("the millisecond after $time lies behind it", ({ time, next = "2026-03-04T10:00:01.000Z" }) => {
    expect(nextMillisecond(base + time)).toBe(next.startsWith(".") ? base + next : next);
  });

  test("milliseconds are rounded down", () => {
    expect(toMillis(`${base}.123999999Z`)).toBe(Date.parse(`${base}.123Z`));
    expect(toMillis(`${base}Z`)).toBe(Date.parse(`${base}Z`));
  });
});
