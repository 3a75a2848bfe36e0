import type { EnrichedEvent } from "../event/enriched.ts";
import { definitions, type FeatureName } from "./definitions.ts";

export { type FeatureName, featureVersion } from "./definitions.ts";

/** A flat map of finite numbers, one for every feature. */
export type Features = Record<FeatureName, number>;

/** Names in the order of `definitions`, which is also that of the columns of a training set. */
export const featureNames = Object.keys(definitions) as FeatureName[];

const computations = featureNames.map((name) => definitions[name].of);

/**
 * Every feature, at 0. V8 turns an object that gets so many properties one by one into a slow dictionary. So each
 * event's object is a copy of one that JSON.parse made.
 */
const none: Features = JSON.parse(JSON.stringify(Object.fromEntries(featureNames.map((name) => [name, 0]))));

/** The features of an event: pure, and the same function in serving and in training. */
export function features(event: EnrichedEvent): Features {
  const values = { ...none };
  for (let index = 0; index < featureNames.length; index += 1)
    values[featureNames[index]!] = computations[index]!(event);
  return values;
}

/** The list of features for people: name and meaning. */
export const featureList: readonly { name: FeatureName; meaning: string }[] = featureNames.map((name) => ({
  name,
  meaning: definitions[name].meaning,
}));
