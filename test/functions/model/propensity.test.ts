import { describe, expect, test } from "@jest/globals";
import { shippedCoefficients } from "../../../functions/model/coefficients.ts";
import { propensityBy } from "../../../functions/model/propensity.ts";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import { featureNames, featureVersion } from "../../../shared/features/features.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { features } from "../../builders/features.ts";

const propensity = propensityBy(shippedCoefficients);

function probability(override: Partial<EnrichedEvent>): number {
  const answered = propensity(features(enrichedEvent(override)));
  if (!answered.ok) throw new Error(answered.message);
  return answered.probability;
}

describe("propensity", () => {
  test("has a weight for every feature of its version, and for no other", () => {
    expect(Object.keys(shippedCoefficients.weights).sort()).toEqual([...featureNames].sort());
    expect(shippedCoefficients.feature_version).toBe(featureVersion);
  });

  test.each<[string, Partial<EnrichedEvent>, Partial<EnrichedEvent>]>([
    ["a checkout over a page view", { event_name: "begin_checkout" }, { event_name: "page_view" }],
    ["adding over removing", { event_name: "add_to_cart" }, { event_name: "remove_from_cart" }],
    ["a person over a bot", {}, { is_bot: true }],
    ["a full cart over an empty one", { session_cart_value: 80 }, { session_cart_value: 0 }],
    ["a mail over no referrer", { referrer_medium: "email" }, {}],
    ["before the purchase over after it", { event_name: "begin_checkout" }, { event_name: "purchase" }],
  ])("rates %s", (_, higher, lower) => {
    expect(probability(higher)).toBeGreaterThan(probability(lower));
  });

  test("is a probability, also at the extremes", () => {
    for (const event of [
      { session_cart_value: 1e300, session_add_to_carts: 1e9 },
      { is_bot: true, price: 1e300 },
    ]) {
      expect(probability(event)).toBeGreaterThanOrEqual(0);
      expect(probability(event)).toBeLessThanOrEqual(1);
    }
  });
});
