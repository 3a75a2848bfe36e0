import coefficients from "./coefficients.json" with { type: "json" };

/** A logistic regression over the features; its weights stand in `coefficients.json`. */
const weights: [string, number][] = Object.entries(coefficients.weights);

export const modelVersion = coefficients.version;
export const modelFeatureVersion = coefficients.feature_version;

export type ScoredInstance = { ok: true; probability: number } | { ok: false; message: string };

/** The probability that the session purchases after this event, to six decimals. Every feature must be a number. */
export function propensity(instance: unknown): ScoredInstance {
  if (typeof instance !== "object" || instance === null)
    return { ok: false, message: "an instance is an object of features" };
  const features = instance as Record<string, unknown>;
  let logit = coefficients.intercept;
  for (const [name, weight] of weights) {
    const value = features[name];
    if (typeof value !== "number")
      return { ok: false, message: `feature ${name} is missing or not a number` };
    logit += weight * value;
  }
  return { ok: true, probability: Math.round(1e6 / (1 + Math.exp(-logit))) / 1e6 };
}
