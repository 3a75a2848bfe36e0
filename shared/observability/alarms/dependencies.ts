import type { AlarmRule } from "../alarm-rule.ts";
import { functionMetric } from "../metric.ts";
import { redisAvailability } from "../redis.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** Alarms on what the functions wait for, as they themselves see it: Redis and the model. */
export const dependencyAlarms = (watched: WatchedResources, environment: WatchedSettings): AlarmRule[] => [
  ...redis(watched),
  ...scoring(watched, environment),
];

const SLOW_TRIP_MS = 25;
const AVAILABLE_PERCENT = 99;

/** Redis as the function sees it: its nodes may be healthy and the network to them broken. */
function redis({ functions }: WatchedResources): AlarmRule[] {
  return [
    {
      id: "redis-unavailable",
      description: "More than 1 % of the round trips to Redis end without an answer: events wait or degrade.",
      of: redisAvailability(functions.enrich.name),
      limit: { below: AVAILABLE_PERCENT },
      periods: 5,
    },
    {
      id: "redis-round-trip",
      description: "A round trip to Redis takes a quarter of the latency budget at the 99th percentile.",
      of: functionMetric(functions.enrich.name)("RedisLatency", "p99"),
      limit: { above: SLOW_TRIP_MS },
      periods: 15,
    },
  ];
}

const SLOW_MODEL_MS = 1000;

function scoring({ functions }: WatchedResources, { scoring: mode }: WatchedSettings): AlarmRule[] {
  const of = functionMetric(functions[mode === "inline" ? "enrich" : "predict"].name);
  return [
    {
      id: "scoring-errors",
      description: "More than a tenth of the scoring requests fail.",
      of: {
        expression: "100 * FILL(errors, 0) / requests",
        metrics: { errors: of("ScoringErrors"), requests: of("ScoringLatency", "SampleCount") },
      },
      limit: { above: 10 },
      periods: 5,
    },
    {
      id: "scoring-slow",
      description: "The model's 99th percentile is above a second.",
      of: of("ScoringLatency", "p99"),
      limit: { above: SLOW_MODEL_MS },
      periods: 5,
    },
    {
      id: "scoring-open",
      description: "The breaker opened: the model is left alone for a while, and predictions are late.",
      of: of("ScoringBreakerOpened"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: "predictions-unwritten",
      description: "Predictions are not taken by the table; their records come again.",
      of: of("PredictionsUnwritten"),
      limit: { above: 0 },
      periods: 15,
    },
  ];
}
