import shipped from "./coefficients.json" with { type: "json" };

/** The weights of a logistic regression over the features, as a file of JSON holds them. */
export interface Coefficients {
  version: string;
  feature_version: string;
  /** What the probability is of. */
  target: string;
  intercept: number;
  weights: Readonly<Record<string, number>>;
}

/** Set by hand, for a model that has seen no data. */
export const shippedCoefficients: Coefficients = shipped;
