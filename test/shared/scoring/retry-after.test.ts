import { expect, test } from "@jest/globals";
import { LONGEST_HOLD_MS, retryAfter } from "../../../shared/scoring/retry-after.ts";

const now = Date.parse("2026-03-04T10:00:00.000Z");

test.each<[string, string | string[] | undefined, number | undefined]>([
  ["seconds", "7", 7_000],
  ["no seconds", "0", 0],
  ["the first of several", ["3", "9"], 3_000],
  ["a date", "Wed, 04 Mar 2026 10:00:30 GMT", 30_000],
  ["a date in the past", "Wed, 04 Mar 2026 09:00:00 GMT", 0],
  ["a day, shortened", "86400", LONGEST_HOLD_MS],
  ["no header", undefined, undefined],
  ["an empty header", " ", undefined],
  ["nonsense", "soon", undefined],
])("%s", (_, header, expected) => {
  expect(retryAfter(header, now)).toBe(expected);
});
