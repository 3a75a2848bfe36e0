import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { hopTimes } from "../../shared/hop-times.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { SearchBatch } from "./read.ts";

export interface SearchBatchFigures {
  records: readonly StreamRecord[];
  batch: SearchBatch;
  /** Documents that the domain did not take, for now or for good. */
  unwritten: number;
  failed: number;
  /** Epoch ms at which the batch was done. */
  now: number;
}

/** Adds the figures of an invocation to its one CloudWatch line, unless it throws. */
export function searchMeters(metrics: Metrics): (figures: SearchBatchFigures) => void {
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };
  return ({ records, batch, unwritten, failed, now }) => {
    const { documents, duplicates, failures, old } = batch;
    count("RecordsIn", records.length);
    count("EventsIn", documents.size + duplicates + failures.length + old);
    count("EventsIndexed", documents.size - unwritten);
    count("EventsTooOld", old);
    count("EventsFailed", failed);
    count("EventsDuplicate", duplicates);
    for (const age of hopTimes(records, now)) metrics.addMetric("SearchHop", MetricUnit.Milliseconds, age);
  };
}
