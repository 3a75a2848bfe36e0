import { expect, test } from "@jest/globals";
import { plannedRuns, spreadOf } from "../../../../scripts/bench/against/ratios.ts";

test.each([
  { description: "twice as fast and half as fast is as fast", ratios: [2, 0.5], mean: 1, min: 0.5, max: 2 },
  { description: "a single ratio is its own mean", ratios: [0.9], mean: 0.9, min: 0.9, max: 0.9 },
  { description: "the cube root of a product of three", ratios: [1, 2, 4], mean: 2, min: 1, max: 4 },
])("$description", ({ ratios, mean, min, max }) => {
  const spread = spreadOf(ratios);

  expect(spread.geometricMean).toBeCloseTo(mean, 12);
  expect([spread.min, spread.max]).toEqual([min, max]);
});

test("no ratio has no mean", () => {
  expect(() => spreadOf([])).toThrow("No ratio");
});

test("both pairs take turns, each in either order equally often", () => {
  const runs = plannedRuns(6);

  expect(runs.map(({ pair }) => pair)).toEqual(
    Array.from({ length: 6 }, () => ["checkouts", "noise"]).flat(),
  );
  for (const pair of ["checkouts", "noise"]) {
    const swapped = runs.filter((run) => run.pair === pair).map((run) => run.swapped);
    expect(swapped).toEqual([false, true, false, true, false, true]);
  }
});
