import { expect, test } from "@jest/globals";
import { figureIn } from "../../../../scripts/lookups/zip/figure.ts";

test.each([
  ["0", { value: 0, bound: false }],
  ["84000", { value: 84_000, bound: false }],
  ["$84,000.50", { value: 84_000.5, bound: false }],
  [" 1 234 ", { value: 1_234, bound: false }],
  ["250,000+", { value: 250_000, bound: true }],
  ["2,500-", { value: 2_500, bound: true }],
  ["", "none"],
  ["-", "none"],
  ["**", "none"],
  ["(X)", "none"],
  ["N", "none"],
  ["null", "none"],
  ["-666666666", "none"],
  ["-666666666.0", "none"],
  ["-999,999,999", "none"],
  ["-1", "wrong"],
  ["many", "wrong"],
  ["1e6", "wrong"],
  ["0x10", "wrong"],
  ["12 %", "wrong"],
  ["99999999999999999999", "wrong"],
])("%p", (text, figure) => {
  expect(figureIn(text)).toEqual(figure);
});
