import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RequestReport } from "./ports.ts";
import type { StoredScores } from "./store.ts";

export interface ScoringMeters {
  /** Once a scoring request. */
  request(report: RequestReport): void;
  /** Once a batch that was scored and stored. */
  stored(stored: StoredScores): void;
}

/** The figures of scoring, under the same names whichever function scores. */
export function scoringMeters(metrics: Metrics): ScoringMeters {
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };
  return {
    request({ instances, milliseconds, outcome, opened }) {
      metrics.addMetric("ScoringLatency", MetricUnit.Milliseconds, milliseconds);
      metrics.addMetric("ScoringBatchSize", MetricUnit.Count, instances);
      count("ScoringErrors", outcome === "predicted" ? 0 : 1);
      count("ScoringBreakerOpened", opened ? 1 : 0);
    },
    stored({ figures, failures, retry }) {
      count("EventsPredicted", figures.predicted);
      count("EventsUnpredictable", failures.length);
      count("PredictRetried", retry.length);
      count("PredictLate", figures.late);
      count("PredictionsWritten", figures.items);
      count("PredictionsUnwritten", figures.unwritten);
    },
  };
}
