import { expect, test } from "@jest/globals";
import { scenarios } from "../../../../scripts/bench/whole/scenarios.ts";
import { type WholeFigures, wholeLines } from "../../../../scripts/bench/whole/whole.ts";

test("a line a figure, here and there", () => {
  const measured: WholeFigures[] = [
    { scenario: "at rest", figures: { core: 2.345 }, other: { core: 11 } },
    { scenario: "start as before", figures: { page: 3.21, archived: 5 } },
  ];
  expect(wholeLines(measured)).toEqual([
    "at rest",
    "        2.3     11.0  % of a core",
    "start as before",
    "        3.2  s to the page",
    "        5.0  s to the first archived event",
  ]);
});

test("every scenario has a name of its own", () => {
  const names = scenarios.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
