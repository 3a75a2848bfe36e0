import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { exactNumber } from "../../../shared/json/exact-number.ts";

describe("exactNumber", () => {
  test.each([
    ["0", 0],
    ["-0.00", -0],
    ["1.50", 1.5],
    [" 12 ", 12],
    ["+.5", 0.5],
    ["5.", 5],
    ["007", 7],
    ["1e3", 1000],
    ["0.25E+1", 2.5],
    ["100000000000000000000000", 1e23],
    ["-73.98178100585938", -73.98178100585938],
    ["\u221212.50", -12.5],
    ["\uff11\uff12\uff0e\uff15\uff10", 12.5],
    ["\u0661\u066c\u0662\u0663\u0664\u066b\u0665", 1234.5],
    ["\u06f1\u06f2", 12],
    ["1 234.50", 1234.5],
    ["1\u00a0234\u00a0567", 1234567],
    ["-1\u202f234", -1234],
    ["1'234.5", 1234.5],
    ["1,234.50", 1234.5],
    ["1,234,567", 1234567],
  ])("%j is %d", (text, value) => {
    expect(exactNumber(text)).toBe(value);
  });

  test.each([
    "",
    "-",
    "1,5",
    "1,234",
    "12,50",
    "1.234,50",
    "1.234.567",
    "1 234,50",
    "1 234\u00a0567",
    "1234 567",
    "12 50",
    "12,34,567.00",
    "1 234 567 x",
    "9 007 199 254 740 993",
    "(12.50)",
    "15%",
    "12.50 EUR",
    "$5",
    "0x10",
    "1_000",
    "Infinity",
    "1e999",
    "9007199254740993",
    "0.10000000000000000001",
    "1 2",
  ])("%j is none that could be held", (text) => {
    expect(exactNumber(text)).toBeUndefined();
  });

  test("every number comes back from its text", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(exactNumber(String(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});
