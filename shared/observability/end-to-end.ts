import type { Calculation } from "./alarm-rule.ts";
import { functionMetric, type Metric } from "./metric.ts";
import type { WatchedResources } from "./watched.ts";
import type { WatchedSettings } from "./watched-settings.ts";

/**
 * From arrival on the raw stream to the stored prediction, ms. With inline scoring, enrichment measures all of it.
 * With a scoring stream it is the sum of two hops, each measured by its function: as if a batch that is slow in the
 * one were slow in the other, too.
 */
export function endToEnd(
  { functions }: WatchedResources,
  { scoring }: Pick<WatchedSettings, "scoring">,
  percentile: "p50" | "p99",
): Metric | Calculation {
  const enrich = functionMetric(functions.enrich.name)("EnrichHop", percentile);
  if (scoring === "inline") return enrich;
  const predict = functionMetric(functions.predict.name)("PredictHop", percentile);
  return { expression: "enrich + predict", metrics: { enrich, predict } };
}
