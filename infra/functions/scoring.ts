import { LATENCY_BUDGET_MS } from "../../shared/observability/latency-budget.ts";
import { PREDICTIONS_PREFIX } from "../../shared/scoring/archived.ts";
import type { EnvironmentVariables } from "../../shared/settings/contract.ts";
import type { predictSettings } from "../../shared/settings/functions.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import type { Statement } from "../policy.ts";
import type { PredictionTable } from "../predictions.ts";
import { readCredential } from "../secrets.ts";
import type { BroughtService } from "../variables.ts";

/** What the scoring core needs, whichever function it runs in. */
export interface Scoring {
  settings: Omit<EnvironmentVariables<typeof predictSettings>, keyof FailedEventStore["settings"]>;
  may: Statement[];
}

/** `model`: the one that the operator brings, or the stack's own. */
export function scoring(
  context: StackContext,
  predictions: PredictionTable,
  archive: Bucket,
  model: BroughtService,
): Scoring {
  const { predictionWrites, predictionDays, predictionArchive } = context.environment;
  return {
    settings: {
      MODEL_URL: model.url,
      MODEL_SECRET_ARN: model.secretArn ?? "",
      MODEL_TIMEOUT_MS: "2000",
      LATENCY_BUDGET_MS: String(LATENCY_BUDGET_MS),
      SCORING_BATCH: "500",
      SCORING_CONCURRENCY: "8",
      PREDICTIONS_TABLE: predictions.tableName,
      PREDICTIONS_BUCKET: predictionArchive ? archive.name : "",
      PREDICTION_WRITES: predictionWrites,
      PREDICTION_TTL_DAYS: String(predictionDays),
    },
    may: [
      predictions.write(),
      ...(predictionArchive ? archive.write(PREDICTIONS_PREFIX) : []),
      ...readCredential(context, model),
    ],
  };
}
