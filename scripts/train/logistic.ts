import { choleskySolve } from "./cholesky.ts";

/** Rows of numbers, one after the other, with a label of 0 or 1 each. */
export interface Examples {
  rows: number;
  columns: number;
  /** rows × columns. */
  values: Float32Array;
  labels: Uint8Array;
}

export interface LogisticModel {
  intercept: number;
  weights: Float64Array;
}

const MAX_STEPS = 30;
const CONVERGED = 1e-7;

/**
 * A logistic regression by Newton's method on standardised columns, with `ridge` on the squares of their weights (in
 * rows: 1 weighs as much as one row). The weights are those of the columns as they are; a column that never changes gets
 * 0. The same examples give the same weights.
 */
export function fitLogistic(examples: Examples, ridge: number): LogisticModel {
  const { columns } = examples;
  const { means, deviations } = momentsOf(examples);
  // The intercept is the last.
  const weights = new Float64Array(columns + 1);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { gradient, hessian } = slopes(examples, weights, means, deviations);
    for (let at = 0; at < columns; at += 1) {
      gradient[at]! -= ridge * weights[at]!;
      hessian[at * (columns + 1) + at]! += ridge;
    }
    const move = choleskySolve(hessian, gradient);
    let largest = 0;
    for (let at = 0; at <= columns; at += 1) {
      weights[at]! += move[at]!;
      largest = Math.max(largest, Math.abs(move[at]!));
    }
    if (largest < CONVERGED) break;
  }
  let intercept = weights[columns]!;
  const plain = new Float64Array(columns);
  for (let at = 0; at < columns; at += 1) {
    plain[at] = weights[at]! / deviations[at]!;
    intercept -= plain[at]! * means[at]!;
  }
  return { intercept, weights: plain };
}

/** Probabilities of the rows. */
export function logisticScores({ rows, columns, values }: Examples, model: LogisticModel): Float64Array {
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let logit = model.intercept;
    for (let at = 0; at < columns; at += 1) logit += model.weights[at]! * values[row * columns + at]!;
    scores[row] = 1 / (1 + Math.exp(-logit));
  }
  return scores;
}

/** Means and standard deviations; of a column that never changes the deviation is infinite, so that it counts as 0. */
function momentsOf({ rows, columns, values }: Examples) {
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1)
    for (let at = 0; at < columns; at += 1) means[at]! += values[row * columns + at]! / rows;
  for (let row = 0; row < rows; row += 1)
    for (let at = 0; at < columns; at += 1)
      squares[at]! += (values[row * columns + at]! - means[at]!) ** 2 / rows;
  const deviations = squares.map((square) => (square > 1e-12 ? Math.sqrt(square) : Number.POSITIVE_INFINITY));
  return { means, deviations };
}

function slopes(
  { rows, columns, values, labels }: Examples,
  weights: Float64Array,
  means: Float64Array,
  deviations: Float64Array,
) {
  const size = columns + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const row = new Float64Array(size);
  row[columns] = 1;
  for (let number = 0; number < rows; number += 1) {
    let logit = weights[columns]!;
    for (let at = 0; at < columns; at += 1) {
      row[at] = (values[number * columns + at]! - means[at]!) / deviations[at]!;
      logit += weights[at]! * row[at]!;
    }
    const score = 1 / (1 + Math.exp(-logit));
    const error = labels[number]! - score;
    const curve = score * (1 - score);
    for (let at = 0; at < size; at += 1) {
      gradient[at]! += error * row[at]!;
      const scaled = curve * row[at]!;
      if (scaled !== 0)
        for (let other = 0; other <= at; other += 1) hessian[at * size + other]! += scaled * row[other]!;
    }
  }
  return { gradient, hessian };
}
