import { featureValues } from "../../../shared/features/features.ts";
import type { ScoringEvent } from "../../../shared/features/scoring-event.ts";
import { featureTexts } from "../../../shared/scoring/feature-texts.ts";
import type { Scored } from "../../../shared/scoring/ports.ts";

/** The event as a scorer hands it back. */
export const scoredOf = (event: ScoringEvent, override: Partial<Scored> = {}): Scored => ({
  event,
  features: featureValues(event),
  itemFeatures: featureTexts(featureValues(event)).item,
  prediction: 0.5,
  modelVersion: "m-1",
  scoredAt: 50,
  ...override,
});
