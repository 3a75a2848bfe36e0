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
  ])("%j is %d", (text, value) => {
    expect(exactNumber(text)).toBe(value);
  });

  test.each([
    "",
    "-",
    "1,5",
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
