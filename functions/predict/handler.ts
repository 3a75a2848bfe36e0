import type { KinesisStreamEvent } from "aws-lambda";
import { recordsOf } from "../../shared/aws/trigger.ts";
import { tooManyAlike } from "../../shared/failure/breaker.ts";
import type { FailureSink } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, fileFailures } from "../../shared/failure/place.ts";
import type { Handler } from "../../shared/lambda.ts";
import {
  type StoredScores,
  type StorePolicy,
  type StorePorts,
  scoreAndStore,
} from "../../shared/scoring/store.ts";
import { type BatchResponse, batchResponse } from "../../shared/stream.ts";
import type { PredictBatchFigures } from "./meters.ts";
import { type PredictBatch, readBatch, unpredictable } from "./read.ts";

export interface PredictPorts extends StorePorts {
  failures: FailureSink;
  /** Called once an invocation that does not throw. */
  report(figures: PredictBatchFigures): void;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Enriched records in, prediction items out. Every event is scored and stored, or filed as failed, or its record is
 * reported as failed and delivered again. Items that are already stored are then overwritten under the same key.
 */
export function predictHandler(
  ports: PredictPorts,
  policy: StorePolicy,
): Handler<KinesisStreamEvent, BatchResponse> {
  return async (trigger, { deadline }) => {
    const readAt = ports.now();
    const records = recordsOf(trigger);
    const batch = readBatch(records);
    const stored = await scoreAndStore([...batch.events.keys()], { readAt, deadline }, ports, policy);
    refuseOutage(batch, stored);

    const failed = [...batch.failures, ...unpredicted(batch, stored)];
    const unfiled = await fileFailures(failed, ports.failures, deadline);
    ports.report({ records, batch, failed: failed.length, now: ports.now() });
    const again = stored.retry.flatMap((event) => batch.events.get(event)!.map(({ record }) => record));
    return batchResponse([...again, ...unfiled].map(({ sequenceNumber }) => sequenceNumber));
  };
}

/**
 * If most of a batch fails for a cause outside the events, retrying the whole batch is better than filing its events.
 */
function refuseOutage(
  { events, failures }: PredictBatch,
  { retry, retryCause, failures: refused }: StoredScores,
): void {
  if (retry.length * 2 > events.size)
    throw new Error(
      `${retry.length} of ${events.size} events have no prediction yet: ${retryCause}. The batch is retried.`,
    );
  const reason = tooManyAlike(refused, events.size + failures.length);
  if (reason !== undefined)
    throw new Error(
      `Most of ${events.size} events would fail with ${reason}: ${refused[0]!.errors[0]?.message}. The batch is retried.`,
    );
}

/** An event that the batch holds more than once failed at each of its places. */
function unpredicted({ events }: PredictBatch, { failures }: StoredScores): FailedEntry[] {
  return failures.flatMap(({ event, reason, errors }) =>
    events.get(event)!.map((entry) => unpredictable(entry, { reason, errors, event_id: event.event_id })),
  );
}
