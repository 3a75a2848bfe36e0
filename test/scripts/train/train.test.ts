import { describe, expect, test } from "@jest/globals";
import { Random } from "../../../functions/generate/random.ts";
import { choleskySolve } from "../../../scripts/train/cholesky.ts";
import { type Examples, fitLogistic, logisticScores } from "../../../scripts/train/logistic.ts";
import { qualityOf } from "../../../scripts/train/quality.ts";
import { train } from "../../../scripts/train/train.ts";

const truth = { intercept: -0.5, weights: Float64Array.of(1.5, -0.02, 0) };

/** Rows of a logistic world: a flag, an amount, a column that never changes. */
function examples(rows: number, seed: string): Examples {
  const random = new Random(seed);
  const values = Float32Array.from({ length: rows * 3 }, (_, at) =>
    at % 3 === 0 ? Number(random.chance(0.3)) : at % 3 === 1 ? random.between(0, 200) : 7,
  );
  const world = { rows, columns: 3, values, labels: new Uint8Array(rows) };
  const labels = Uint8Array.from(logisticScores(world, truth), (score) => Number(random.chance(score)));
  return { ...world, labels };
}

const none: Examples = { rows: 0, columns: 3, values: new Float32Array(), labels: new Uint8Array() };

describe("fitLogistic", () => {
  test("finds the weights of the world that the rows come from", () => {
    const model = fitLogistic(examples(40_000, "a"), 1);
    expect(model.intercept).toBeCloseTo(truth.intercept, 1);
    expect(model.weights[0]).toBeCloseTo(1.5, 1);
    expect(model.weights[1]).toBeCloseTo(-0.02, 2);
    expect(model.weights[2]).toBe(0);
  });

  test("predicts as many positives as there are", () => {
    const of = examples(5_000, "b");
    const sum = logisticScores(of, fitLogistic(of, 1)).reduce((all, score) => all + score, 0);
    expect(sum).toBeCloseTo(
      of.labels.reduce((all, label) => all + label, 0),
      3,
    );
  });

  test("stays finite where a column tells the label, or repeats another", () => {
    const values = Float32Array.from({ length: 400 }, (_, at) => Number(at >= 200));
    const { weights } = fitLogistic(
      {
        rows: 200,
        columns: 2,
        values,
        labels: Uint8Array.from({ length: 200 }, (_, row) => Number(row >= 100)),
      },
      1,
    );
    expect(weights.every((weight) => Number.isFinite(weight) && weight > 0)).toBe(true);
  });
});

test("choleskySolve solves", () => {
  const solved = choleskySolve(Float64Array.of(4, 0, 2, 3), Float64Array.of(10, 8));
  expect([...solved].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1.75, 1.5]);
});

describe("qualityOf", () => {
  test.each([
    { what: "right", scores: [0.1, 0.2, 0.8, 0.9], labels: [0, 0, 1, 1], auc: 1 },
    { what: "upside down", scores: [0.9, 0.8, 0.2, 0.1], labels: [0, 0, 1, 1], auc: 0 },
    { what: "all alike", scores: [0.5, 0.5, 0.5, 0.5], labels: [0, 1, 0, 1], auc: 0.5 },
    { what: "one pair of four wrong", scores: [0.1, 0.6, 0.4, 0.9], labels: [0, 0, 1, 1], auc: 0.75 },
    { what: "a tie between the two", scores: [0.1, 0.5, 0.5, 0.9], labels: [0, 0, 1, 1], auc: 0.875 },
    { what: "of one label alone", scores: [0.1, 0.5], labels: [1, 1], auc: Number.NaN },
  ])("$what", ({ scores, labels, auc }) => {
    expect(qualityOf(Float64Array.from(scores), Uint8Array.from(labels)).auc).toBe(auc);
  });

  test("has the loss of a coin for scores of a half, and a finite one for a wrong certainty", () => {
    expect(qualityOf(Float64Array.of(0.5, 0.5), Uint8Array.of(0, 1)).logLoss).toBeCloseTo(Math.LN2);
    expect(qualityOf(Float64Array.of(0), Uint8Array.of(1)).logLoss).toBeLessThan(30);
  });
});

describe("train", () => {
  test("judges every split that has both labels", () => {
    const { quality, ridge } = train({
      train: examples(4_000, "a"),
      validation: examples(1_000, "b"),
      test: none,
    });
    expect(Object.keys(quality)).toEqual(["train", "validation"]);
    expect(quality.validation!.auc).toBeGreaterThan(0.7);
    expect([1, 10, 100, 1000]).toContain(ridge);
  });

  test("says when there is nothing to learn", () => {
    const same = { ...examples(10, "a"), labels: new Uint8Array(10) };
    expect(() => train({ train: same, validation: none, test: none })).toThrow("nothing to learn");
  });
});
