import type { Coefficients } from "../../functions/model/coefficients.ts";
import { featureNames } from "../../shared/features/features.ts";
import type { Split } from "../features/split.ts";
import { UserError } from "../user-error.ts";
import { type Examples, fitLogistic, type LogisticModel, logisticScores } from "./logistic.ts";
import { type Quality, qualityOf } from "./quality.ts";

export interface Trained extends LogisticModel {
  ridge: number;
  quality: Partial<Record<Split, Quality>>;
}

/** In rows; the validation split chooses among them, and without one the first is taken. */
const RIDGES = [10, 1, 100, 1000] as const;

/** Fits the model on train, chooses its ridge on validation, and says how good it is on each split. */
export function train(examples: Record<Split, Examples>): Trained {
  if (!hasBoth(examples.train))
    throw new UserError(
      "The rows of train are all of one label: there is nothing to learn. Take other days.",
    );
  const chooses = hasBoth(examples.validation);
  let best: (LogisticModel & { ridge: number; loss: number }) | undefined;
  for (const ridge of chooses ? RIDGES : RIDGES.slice(0, 1)) {
    const model = fitLogistic(examples.train, ridge);
    const loss = chooses ? qualityIn(examples.validation, model).logLoss : 0;
    if (best === undefined || loss < best.loss) best = { ...model, ridge, loss };
  }
  const { intercept, weights, ridge } = best!;
  return { intercept, weights, ridge, quality: qualities(examples, { intercept, weights }) };
}

/** How good a model is on each split that has both labels. */
export function qualities(
  examples: Record<Split, Examples>,
  model: LogisticModel,
): Partial<Record<Split, Quality>> {
  const judged = Object.entries(examples).filter(([, of]) => hasBoth(of));
  return Object.fromEntries(judged.map(([split, of]) => [split, qualityIn(of, model)]));
}

/** Weights by name as a model over the columns of a training set. */
export const modelOf = ({ intercept, weights }: Coefficients): LogisticModel => ({
  intercept,
  weights: Float64Array.from(featureNames, (name) => weights[name] ?? 0),
});

const qualityIn = (of: Examples, model: LogisticModel): Quality =>
  qualityOf(logisticScores(of, model), of.labels);

const hasBoth = ({ labels }: Examples): boolean => labels.includes(0) && labels.includes(1);
