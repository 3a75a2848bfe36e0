import { expect, test } from "@jest/globals";
import { worldMap } from "../../../../scripts/local/page/world.ts";
import { sampleCities } from "../../../../shared/sample/cities.ts";

const names = worldMap().features.map(({ properties }) => properties.name);

test("each shape of the map has a name of its own, nearly all by two letters", () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[A-Z]{2}$/.test(name)).sort()).toEqual(["N. Cyprus", "Somaliland"]);
});

test("the countries that shoppers come from are on it, but for those that are too small", () => {
  const countries = [...new Set(sampleCities().map(({ country }) => country))];
  expect(countries.filter((country) => !names.includes(country))).toEqual(["SG"]);
});
