import type { KinesisStreamEvent } from "aws-lambda";
import { recordsOf } from "../../shared/aws/trigger.ts";
import { utcDay } from "../../shared/event/time.ts";
import type { FailureSink } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, fileFailures } from "../../shared/failure/place.ts";
import type { Handler } from "../../shared/lambda.ts";
import { type DocumentIndex, type IndexedDocument, TOO_LARGE } from "../../shared/search/document-index.ts";
import { type BatchResponse, batchResponse, type Unwritten } from "../../shared/stream.ts";
import type { SearchBatchFigures } from "./meters.ts";
import { readSearchBatch, type SearchBatch, unsearchable } from "./read.ts";

export interface SearchPorts {
  index: DocumentIndex;
  failures: FailureSink;
  /** Called once an invocation that does not throw. */
  report(figures: SearchBatchFigures): void;
  /** Epoch milliseconds. */
  now(): number;
}

export interface SearchPolicy {
  /** What the names of the indices begin with. */
  alias: string;
  /** Days of which events are indexed. */
  keepDays: number;
}

const DAY_MS = 86_400_000;

/**
 * Enriched records in, documents to explore out. Every event is indexed under its id, passed over as older than what is
 * kept, or filed as failed, or its record is reported as failed and delivered again. A document that is there already is
 * then written again under the same id into the same index.
 */
export function searchHandler(
  { index, failures, report, now }: SearchPorts,
  { alias, keepDays }: SearchPolicy,
): Handler<KinesisStreamEvent, BatchResponse> {
  return async (trigger, { deadline }) => {
    const records = recordsOf(trigger);
    const firstDay = utcDay(now() - keepDays * DAY_MS);
    const batch = readSearchBatch(records, { alias, firstDay });
    const unwritten = await index.write([...batch.documents.keys()], deadline);
    const waiting = unwritten.filter(({ retriable }) => retriable);
    refuseOutage(batch, waiting);

    const failed = [...batch.failures, ...refused(batch, unwritten)];
    const unfiled = await fileFailures(failed, failures, deadline);
    report({ records, batch, unwritten: unwritten.length, failed: failed.length, now: now() });
    const again = waiting.flatMap(({ item }) => batch.documents.get(item)!.map(({ record }) => record));
    return batchResponse([...again, ...unfiled].map(({ sequenceNumber }) => sequenceNumber));
  };
}

type Left = Unwritten<IndexedDocument>;

/** If the domain took less than half of a batch, all of it is as well retried, and the error says why. */
function refuseOutage({ documents }: SearchBatch, waiting: readonly Left[]): void {
  if (waiting.length * 2 <= documents.size) return;
  const causes = [...new Set(waiting.map(({ code }) => code))].join(", ");
  throw new Error(
    `${waiting.length} of ${documents.size} events are not indexed yet: ${causes}. The batch is retried.`,
  );
}

/** An event that the batch holds more than once failed at each of its places. */
function refused({ documents }: SearchBatch, unwritten: readonly Left[]): FailedEntry[] {
  return unwritten
    .filter(({ retriable }) => !retriable)
    .flatMap(({ item, code, message }) => {
      const error = { path: "", expected: "a document that fits its index", actual: code, message };
      const reason = code === TOO_LARGE ? "oversize" : "index_rejected";
      return documents
        .get(item)!
        .map((entry) => unsearchable(entry, { reason, errors: [error], event_id: item.id }));
    });
}
