import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Telemetry } from "../lambda.ts";
import type { RequestReport } from "./ports.ts";
import type { StoredScores } from "./store.ts";

export interface ScoringMeters {
  /** Once a scoring request. */
  request(report: RequestReport): void;
  /** Once a batch that was scored and stored. */
  stored(stored: StoredScores): void;
}

/** Different problems that one line of the log names. */
const MAX_PROBLEMS = 5;

/**
 * The figures of scoring, under the same names whichever function scores; and in the log, once a batch, why requests
 * predicted nothing: whoever owns the model sees nothing else of what it got wrong.
 */
export function scoringMeters(metrics: Metrics, log: Pick<Telemetry["log"], "warn">): ScoringMeters {
  const problems = new Map<string, number>();
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };
  return {
    request({ instances, milliseconds, outcome, opened, problem }) {
      metrics.addMetric("ScoringLatency", MetricUnit.Milliseconds, milliseconds);
      metrics.addMetric("ScoringBatchSize", MetricUnit.Count, instances);
      count("ScoringErrors", outcome === "predicted" ? 0 : 1);
      count("ScoringBreakerOpened", opened ? 1 : 0);
      if (problem !== undefined && (problems.has(problem) || problems.size < MAX_PROBLEMS))
        problems.set(problem, (problems.get(problem) ?? 0) + 1);
    },
    stored({ figures, failures, retry }) {
      if (problems.size > 0)
        log.warn("requests to the model predicted nothing; their events are sent again or alone", {
          problems: Object.fromEntries(problems),
        });
      problems.clear();
      count("EventsPredicted", figures.predicted);
      count("EventsUnpredictable", failures.length);
      count("PredictRetried", retry.length);
      count("PredictLate", figures.late);
      count("PredictionsWritten", figures.items);
      count("PredictionsUnwritten", figures.unwritten);
    },
  };
}
