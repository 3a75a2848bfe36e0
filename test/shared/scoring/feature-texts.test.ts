import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { featureNames, featureValues } from "../../../shared/features/features.ts";
import { featureTexts } from "../../../shared/scoring/feature-texts.ts";
import { features } from "../../builders/features.ts";
import { anyEnrichedEvent } from "../features/any-enriched-event.ts";

test("the model is given every feature, and the table those that are not 0, each as its number", () => {
  fc.assert(
    fc.property(anyEnrichedEvent, (event) => {
      const all = features(event);
      const { instance, item } = featureTexts(featureValues(event));
      expect(JSON.parse(`{${instance}}`)).toStrictEqual(all);
      const stored = featureNames
        .filter((name) => all[name] !== 0)
        .map((name) => [name, { N: String(all[name]) }]);
      expect(JSON.parse(`{${item}}`)).toEqual(Object.fromEntries(stored));
    }),
  );
});

test("of an event without features the table is given none", () => {
  expect(featureTexts(featureNames.map(() => 0)).item).toBe("");
});
