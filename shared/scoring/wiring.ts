import type { Settings } from "../settings/contract.ts";
import type { scoringSettings } from "../settings/functions.ts";
import type { TableSink } from "../table.ts";
import type { PredictionArchive } from "./archived.ts";
import type { ScoringMeters } from "./meters.ts";
import { createScorer, type ScorerOptions } from "./scorer.ts";
import type { StorePolicy, StorePorts } from "./store.ts";

/** What leads out of the scoring core. The transport and the clock are the real ones where none are given. */
export interface ScoringEdge extends Pick<ScorerOptions, "token" | "transport" | "clock"> {
  table: TableSink;
  archive?: PredictionArchive;
  meters: ScoringMeters;
}

type Wired = Omit<
  Settings<typeof scoringSettings>,
  "MODEL_SECRET_ARN" | "PREDICTIONS_TABLE" | "PREDICTIONS_BUCKET"
>;

/** The scoring core: the same for the function that only scores and for the one that scores inline. */
export function wireScoring(
  { table, archive, meters, ...edge }: ScoringEdge,
  settings: Wired,
): { ports: StorePorts; policy: StorePolicy } {
  const scorer = createScorer({
    ...edge,
    url: settings.MODEL_URL,
    timeout: settings.MODEL_TIMEOUT_MS,
    budget: settings.LATENCY_BUDGET_MS,
    maxBatch: settings.SCORING_BATCH,
    concurrency: settings.SCORING_CONCURRENCY,
    report: meters.request,
  });
  return {
    ports: { scorer, table, meters, ...(archive && { archive }) },
    policy: {
      writes: settings.PREDICTION_WRITES,
      ttlDays: settings.PREDICTION_TTL_DAYS,
      budget: settings.LATENCY_BUDGET_MS,
    },
  };
}
