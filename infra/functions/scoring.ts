import { LATENCY_BUDGET_MS } from "../../shared/observability/latency-budget.ts";
import type { EnvironmentVariables } from "../../shared/settings/contract.ts";
import type { predictSettings } from "../../shared/settings/functions.ts";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import type { Statement } from "../policy.ts";
import type { PredictionTable } from "../predictions.ts";
import { readBroughtSecret } from "../secrets.ts";
import type { Variables } from "../variables.ts";

/** What the scoring core needs, whichever function it runs in. */
export interface Scoring {
  settings: Omit<EnvironmentVariables<typeof predictSettings>, keyof FailedEventStore["settings"]>;
  may: Statement[];
}

export function scoring(context: StackContext, predictions: PredictionTable, variables: Variables): Scoring {
  const { predictionWrites, predictionDays } = context.environment;
  return {
    settings: {
      MODEL_URL: variables.modelUrl,
      MODEL_SECRET_ARN: variables.modelSecretArn,
      MODEL_TIMEOUT_MS: "2000",
      LATENCY_BUDGET_MS: String(LATENCY_BUDGET_MS),
      SCORING_BATCH: "500",
      SCORING_CONCURRENCY: "8",
      PREDICTIONS_TABLE: predictions.tableName,
      PREDICTION_WRITES: predictionWrites,
      PREDICTION_TTL_DAYS: String(predictionDays),
    },
    may: [predictions.write(), readBroughtSecret(context, "model")],
  };
}
