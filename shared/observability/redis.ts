import type { Calculation } from "./alarm-rule.ts";
import { functionMetric } from "./metric.ts";

/**
 * Share of enrichment's round trips to Redis that succeeded, %. Metrics of the nodes say nothing of the network before
 * them.
 */
export function redisAvailability(enrich: string): Calculation {
  const of = functionMetric(enrich);
  return {
    expression: "100 * (1 - FILL(unanswered, 0) / trips)",
    metrics: { unanswered: of("RedisUnavailable"), trips: of("RedisLatency", "SampleCount") },
  };
}
