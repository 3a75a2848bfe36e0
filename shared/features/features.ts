import { definitions, type FeatureName } from "./definitions.ts";
import type { ScoringEvent } from "./scoring-event.ts";

export { featureVersion } from "./definitions.ts";

/** Every feature's number, in the order of `featureNames`. */
export type FeatureValues = readonly number[];

/** Names in the order of `definitions`, which is also that of the columns of a training set. */
export const featureNames = Object.keys(definitions) as FeatureName[];

const computations = featureNames.map((name) => definitions[name].of);

/** A copy of it is a list of doubles from the start; V8 would copy another one at the first fraction. */
const fractions = featureNames.map(() => 0.5);

/** The features of an event: pure, and the same function in serving and in training. */
export function featureValues(event: ScoringEvent): FeatureValues {
  const values = fractions.slice();
  for (let index = 0; index < computations.length; index += 1) values[index] = computations[index]!(event);
  return values;
}

/** The list of features for people: name and meaning. */
export const featureList: readonly { name: FeatureName; meaning: string }[] = featureNames.map((name) => ({
  name,
  meaning: definitions[name].meaning,
}));
