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
      description:
        "More than 1 % of the round trips to Redis end without a response: events wait, or pass without their session (`redisOutage`).",
      remedy:
        "Look at the nodes' alarms (redis-1-busy and the like) and at ElastiCache's events; where the nodes are well, at the security groups and at the token (npm run rotate-token gives another).",
      of: redisAvailability(functions.enrich.name),
      limit: { below: AVAILABLE_PERCENT },
      periods: 5,
    },
    {
      id: "redis-round-trip",
      description: "A round trip to Redis takes a quarter of the latency budget at the 99th percentile.",
      remedy:
        "Look at the nodes' processors on the dashboard. Take a larger `redis.nodeType`, or more `redis.shards`.",
      of: functionMetric(functions.enrich.name)("RedisLatency", "p99"),
      limit: { above: SLOW_TRIP_MS },
      periods: 15,
    },
  ];
}

const SLOW_MODEL_MS = 1000;

function scoring({ functions }: WatchedResources, { scoring: mode }: WatchedSettings): AlarmRule[] {
  const scorer = functions[mode === "inline" ? "enrich" : "predict"].name;
  const of = functionMetric(scorer);
  return [
    {
      id: "scoring-errors",
      description:
        "More than a tenth of the scoring requests fail; they are made again, and predictions are late.",
      remedy: `Look for WARN and ERROR in /aws/lambda/${scorer}: they say whether the model is out of reach, refuses the token, or returns what fits no request. Then see to the model.`,
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
      remedy: "Give the model more instances. Requests end after two seconds and are made again.",
      of: of("ScoringLatency", "p99"),
      limit: { above: SLOW_MODEL_MS },
      periods: 5,
    },
    {
      id: "scoring-open",
      description: "The breaker opened: the model is left alone for a while, and predictions are late.",
      remedy: "See to the model, as for scoring-errors; the breaker closes by itself.",
      of: of("ScoringBreakerOpened"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: "predictions-unwritten",
      description: "Predictions are not taken by the table; their records come again.",
      remedy:
        "Look at predictions-throttled and predictions-errors. A table that is too small wants a larger `predictionCapacity.writes.most`.",
      of: of("PredictionsUnwritten"),
      limit: { above: 0 },
      periods: 15,
    },
  ];
}
