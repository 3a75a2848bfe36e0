import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { hopTimes } from "../../shared/hop-times.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { PredictBatch } from "./read.ts";

export interface PredictBatchFigures {
  records: readonly StreamRecord[];
  batch: PredictBatch;
  failed: number;
  /** Epoch ms at which the batch was done. */
  now: number;
}

/** Adds the figures of an invocation to its one CloudWatch line, unless it throws. */
export function predictMeters(metrics: Metrics): (figures: PredictBatchFigures) => void {
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };
  return ({ records, batch, failed, now }) => {
    count("RecordsIn", records.length);
    count("EventsIn", batch.events.size + batch.duplicates + batch.failures.length);
    count("EventsFailed", failed);
    count("EventsDuplicate", batch.duplicates);
    for (const age of hopTimes(records, now)) metrics.addMetric("PredictHop", MetricUnit.Milliseconds, age);
  };
}
