import type { Metrics } from "@aws-lambda-powertools/metrics";
import { newDynamoClient } from "../aws/clients.ts";
import { tableSink } from "../aws/dynamodb.ts";
import type { SecretReader } from "../aws/secrets.ts";
import type { Settings } from "../settings/contract.ts";
import type { scoringSettings } from "../settings/functions.ts";
import { scoringMeters } from "./meters.ts";
import { createScorer } from "./scorer.ts";
import type { StorePolicy, StorePorts } from "./store.ts";

/** The scoring core from its settings: the same for the function that only scores and for the one that scores inline. */
export function scoringParts(
  settings: Settings<typeof scoringSettings>,
  readSecret: SecretReader,
  metrics: Metrics,
): { ports: StorePorts; policy: StorePolicy } {
  const meters = scoringMeters(metrics);
  const scorer = createScorer({
    url: settings.MODEL_URL,
    token: () => readSecret(settings.MODEL_SECRET_ARN),
    timeout: settings.MODEL_TIMEOUT_MS,
    budget: settings.LATENCY_BUDGET_MS,
    maxBatch: settings.SCORING_BATCH,
    concurrency: settings.SCORING_CONCURRENCY,
    report: meters.request,
  });
  return {
    ports: { scorer, table: tableSink(newDynamoClient(), settings.PREDICTIONS_TABLE), meters },
    policy: {
      writes: settings.PREDICTION_WRITES,
      ttlDays: settings.PREDICTION_TTL_DAYS,
      budget: settings.LATENCY_BUDGET_MS,
    },
  };
}
