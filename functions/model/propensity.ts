import type { Coefficients } from "./coefficients.ts";

export type ScoredInstance = { ok: true; probability: number } | { ok: false; message: string };

/** Of the features of an event: the probability that its session purchases after it. */
export type Propensity = (instance: unknown) => ScoredInstance;

/** A logistic regression, to six decimals. Every feature must be a number. */
export function propensityBy({ intercept, weights }: Coefficients): Propensity {
  const all = Object.entries(weights);
  return (instance) => {
    if (typeof instance !== "object" || instance === null)
      return { ok: false, message: "an instance is an object of features" };
    const features = instance as Record<string, unknown>;
    let logit = intercept;
    for (const [name, weight] of all) {
      const value = features[name];
      if (typeof value !== "number")
        return { ok: false, message: `feature ${name} is missing or not a number` };
      logit += weight * value;
    }
    return { ok: true, probability: Math.round(1e6 / (1 + Math.exp(-logit))) / 1e6 };
  };
}
