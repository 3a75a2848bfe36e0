import { describe, expect, test } from "@jest/globals";
import { LatencyModel } from "../../../shared/scoring/latency-model.ts";

const taught = (
  milliseconds: (n: number) => number,
  sizes: readonly number[],
  model = new LatencyModel(),
) => {
  for (const n of sizes) model.observe(n, milliseconds(n));
  return model;
};

const mixed = Array.from({ length: 60 }, (_, index) => [10, 100, 250, 500][index % 4]!);
const line = (n: number) => 5 + 0.05 * n;

describe("LatencyModel", () => {
  test("learns the fixed part and the part of an instance", () => {
    const model = taught(line, mixed);
    expect(model.fixed).toBeCloseTo(5, 1);
    expect(model.perInstance).toBeCloseTo(0.05, 3);
    expect(model.estimate(300)).toBeGreaterThanOrEqual(20);
    expect(model.estimate(300)).toBeLessThan(23);
  });

  test("follows a service that becomes slower", () => {
    const model = taught((n) => 3 * line(n), mixed, taught(line, mixed));
    expect(model.estimate(100)).toBeGreaterThan(29);
  });

  test("requests of one size do not lead it astray", () => {
    const model = taught(line, Array(200).fill(100));
    expect(model.estimate(100)).toBeGreaterThanOrEqual(10);
    expect(model.estimate(100)).toBeLessThan(11);
    expect(model.estimate(500)).toBeGreaterThan(model.estimate(100));
  });

  test("larger requests never count as faster", () => {
    const model = taught((n) => 50 - 0.05 * n, mixed);
    expect(model.perInstance).toBeGreaterThan(0);
    expect(model.fixed).toBeGreaterThanOrEqual(0);
  });

  test("what fits is what the estimate allows", () => {
    const model = taught(line, mixed);
    const fitting = model.fitting(20);
    expect(model.estimate(fitting)).toBeLessThanOrEqual(20);
    expect(model.estimate(fitting + 1)).toBeGreaterThan(20);
    expect(model.fitting(1)).toBeLessThanOrEqual(0);
  });
});
