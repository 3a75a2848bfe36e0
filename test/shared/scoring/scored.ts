import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import { features } from "../../../shared/features/features.ts";
import type { Scored } from "../../../shared/scoring/ports.ts";

/** The event as a scorer hands it back. */
export const scoredOf = (event: EnrichedEvent, override: Partial<Scored> = {}): Scored => ({
  event,
  features: features(event),
  prediction: 0.5,
  modelVersion: "m-1",
  scoredAt: 50,
  ...override,
});
