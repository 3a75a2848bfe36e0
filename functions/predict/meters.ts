import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RequestReport } from "../../shared/scoring/ports.ts";
import type { Stored } from "../../shared/scoring/store.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { Batch } from "./read.ts";

export interface BatchFigures {
  records: readonly StreamRecord[];
  batch: Batch;
  stored: Stored;
  failed: number;
  /** Epoch ms at which the batch was done. */
  now: number;
}

export interface PredictMeters {
  /** Once an invocation that answers. */
  batch(figures: BatchFigures): void;
  /** Once a scoring request. */
  request(report: RequestReport): void;
}

/** The figures of an invocation, on its one CloudWatch line. */
export function predictMeters(metrics: Metrics): PredictMeters {
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };

  return {
    batch({ records, batch, stored, failed, now }) {
      const { predicted, late, items, unwritten } = stored.figures;
      count("RecordsIn", records.length);
      count("EventsIn", batch.events.size + batch.duplicates + batch.failures.length);
      count("EventsPredicted", predicted);
      count("EventsFailed", failed);
      count("EventsRetried", stored.retry.length);
      count("EventsDuplicate", batch.duplicates);
      count("PredictLate", late);
      count("ItemsWritten", items);
      count("ItemsUnwritten", unwritten);
      for (const age of hopAges(records, now)) metrics.addMetric("PredictHop", MetricUnit.Milliseconds, age);
    },
    request({ instances, milliseconds, outcome, opened }) {
      metrics.addMetric("ScoringLatency", MetricUnit.Milliseconds, milliseconds);
      metrics.addMetric("ScoringBatchSize", MetricUnit.Count, instances);
      count("ScoringErrors", outcome === "predicted" ? 0 : 1);
      count("ScoringBreakerOpened", opened ? 1 : 0);
    },
  };
}

/** From arrival on the stream to the stored prediction, of the oldest and the newest record: one value each is enough. */
function hopAges(records: readonly StreamRecord[], now: number): number[] {
  const arrivals = records.map(({ arrivalTime }) => arrivalTime);
  if (arrivals.length === 0) return [];
  const oldest = arrivals.reduce((earliest, arrival) => Math.min(earliest, arrival));
  const newest = arrivals.reduce((latest, arrival) => Math.max(latest, arrival));
  return oldest === newest ? [now - oldest] : [now - oldest, now - newest];
}
