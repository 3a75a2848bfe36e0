import type { FeatureName } from "../../shared/features/definitions.ts";
import { featureNames, featureValues } from "../../shared/features/features.ts";
import type { ScoringEvent } from "../../shared/features/scoring-event.ts";

/** A flat map of finite numbers, one for every feature. */
export type Features = Record<FeatureName, number>;

/** The features of an event by their names. */
export function features(event: ScoringEvent): Features {
  const values = featureValues(event);
  return Object.fromEntries(featureNames.map((name, index) => [name, values[index]!])) as Features;
}
