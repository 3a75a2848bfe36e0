import { dynamoClient, secretsClient } from "../../shared/aws/clients.ts";
import { tableSink } from "../../shared/aws/dynamodb.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { secretReader } from "../../shared/aws/secrets.ts";
import { lambda } from "../../shared/lambda.ts";
import { createScorer } from "../../shared/scoring/scorer.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { predictSettings } from "../../shared/settings/functions.ts";
import { predictHandler } from "./handler.ts";
import { predictMeters } from "./meters.ts";

/** Enriched events → the ML REST API → the predictions table. */
export const handler = lambda("predict", async ({ metrics }) => {
  const settings = readSettings(predictSettings, process.env);
  const secret = secretReader(secretsClient());
  const meters = predictMeters(metrics);
  const scorer = createScorer({
    url: settings.MODEL_URL,
    token: () => secret(settings.MODEL_SECRET_ARN),
    timeout: settings.MODEL_TIMEOUT_MS,
    budget: settings.LATENCY_BUDGET_MS,
    maxBatch: settings.SCORING_BATCH,
    concurrency: settings.SCORING_CONCURRENCY,
    report: meters.request,
  });
  const table = tableSink(dynamoClient(), settings.PREDICTIONS_TABLE);
  const failures = failurePath("predict", settings);
  return predictHandler(
    { scorer, table, failures, meters, now: Date.now },
    {
      writes: settings.PREDICTION_WRITES,
      ttlDays: settings.PREDICTION_TTL_DAYS,
      budget: settings.LATENCY_BUDGET_MS,
    },
  );
});
