import { expect, test } from "@jest/globals";
import { isCountry } from "../../../../scripts/lookups/geo/countries.ts";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const pairs = LETTERS.flatMap((one) => LETTERS.map((other) => one + other));

test("are the 249 of ISO 3166 and Kosovo, each of which has a name", () => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const known = pairs.filter(isCountry);
  expect(known).toHaveLength(250);
  expect(known.filter((code) => names.of(code) === undefined)).toEqual([]);
});

test.each(["ZZ", "EU", "UK", "AP", "XX", "SU", "de", "", "DEU"])("%p is none", (code) => {
  expect(isCountry(code)).toBe(false);
});
