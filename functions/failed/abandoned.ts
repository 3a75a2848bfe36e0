import { streamName } from "../../shared/aws/trigger.ts";
import { describe } from "../../shared/failure/describe.ts";
import type {
  FailedEvent,
  Failure,
  FieldError,
  ReasonName,
  Stage,
} from "../../shared/failure/failed-event.ts";
import { areFiledAsOne, manyLines } from "../../shared/failure/many-lines.ts";
import { failedEntry, type PackEntry, packRefusal, type Why } from "../../shared/failure/place.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { AbandonedBatch } from "./message.ts";

/** A row and the bytes that it stands for. */
export interface Filed {
  row: FailedEvent;
  bytes: Uint8Array;
  /** Records that the row stands for and that nobody can read any more. */
  pastRetention?: number;
}

const reasonOf: Record<string, ReasonName> = {
  RecordAgeExceeded: "record_age_exceeded",
  RetryAttemptsExhausted: "retries_exhausted",
  PayloadSizeExceeded: "oversize",
};

/**
 * One row a user record of an abandoned batch; a record that cannot be unpacked, or holds very many, is one row as it
 * stands.
 * @param overlap whether the record may as well have been in a batch beside this one
 */
export function fileRecord(batch: AbandonedBatch, record: StreamRecord, overlap: boolean): Filed[] {
  const errors = [giveUp(batch), ...(overlap ? [otherLanes(batch)] : [])];
  const common = { ...commonOf(batch), ...(overlap && { overlap: "possible" as const }) };
  const unpacked = unpackRecord(record.data);
  const whole = { record, index: 0, bytes: record.data };
  if (!unpacked.ok)
    return [fileEntry(batch, whole, { ...common, errors: [...errors, ...packRefusal(unpacked).errors] })];
  const { entries } = unpacked;
  if (areFiledAsOne(entries)) {
    const lines = entries.length;
    return [fileEntry(batch, whole, { ...common, errors: [...errors, manyLines(lines, lines)], lines })];
  }
  return entries.map((bytes, index) =>
    fileEntry(batch, { record, index, bytes }, { ...common, errors, event_id: eventIdOf(bytes) }),
  );
}

/** The batch's own metadata as a row, where records are past retention: the one thing that is left of them. */
export function fileLost(batch: AbandonedBatch, found: number): Filed {
  const { streamArn, shardId, startSequenceNumber, batchSize, approximateArrivalOfFirstRecord } =
    batch.KinesisBatchInfo;
  const bytes = Buffer.from(JSON.stringify(batch));
  const lost: FieldError = {
    path: "",
    expected: `${batchSize} records from ${startSequenceNumber}`,
    actual: `${found} records`,
    message:
      "records were past the retention of the stream before they could be read; the payload is metadata only",
  };
  const failure: Failure = {
    ...commonOf(batch),
    errors: [giveUp(batch), lost],
    payload: bytes,
    source: {
      stream: streamName(streamArn),
      shard_id: shardId,
      sequence_number: startSequenceNumber,
      // Index -1, because the row stands for the batch: if the first record can be read later, that record has index
      // 0.
      subsequence_number: -1,
      arrival_time: new Date(approximateArrivalOfFirstRecord).toISOString(),
    },
  };
  return {
    row: describe(failure, { component: "failed", now: Date.parse(batch.timestamp) }),
    bytes,
    pastRetention: Math.max(1, batchSize - found),
  };
}

function fileEntry(batch: AbandonedBatch, entry: PackEntry, why: Why): Filed {
  const { failure } = failedEntry(entry, why);
  const row = describe(failure, { component: stageOf(batch), now: Date.parse(batch.timestamp) });
  return { row, bytes: entry.bytes };
}

const commonOf = (batch: AbandonedBatch) => ({
  stage: stageOf(batch),
  reason: reasonOf[batch.requestContext.condition] ?? "unknown",
  attempt: batch.requestContext.approximateInvokeCount ?? 1,
});

/** `arn:aws:lambda:region:account:function:clickstream-dev-predict:live` → predict. Every consumer ends its name so. */
function stageOf({ requestContext }: AbandonedBatch): Stage {
  const name = requestContext.functionArn.split(":")[6] ?? "";
  return (["predict", "search"] as const).find((stage) => name.endsWith(`-${stage}`)) ?? "enrich";
}

const giveUp = ({ requestContext, responseContext }: AbandonedBatch): FieldError => ({
  path: "",
  expected: "the batch to be processed",
  actual: requestContext.condition,
  message: `given up after ${requestContext.approximateInvokeCount ?? 0} invocations (${responseContext?.functionError ?? "no function error"})`,
});

const otherLanes = ({ KinesisBatchInfo }: AbandonedBatch): FieldError => ({
  path: "",
  expected: `${KinesisBatchInfo.batchSize} records`,
  actual: "a range with more",
  message:
    "the range also holds records of batches that ran beside this one, so this event may have been processed",
});

/** Only for readers of the row. The bytes are kept as they are, with or without an event id. */
export function eventIdOf(bytes: Uint8Array): string | undefined {
  try {
    const id = JSON.parse(Buffer.from(bytes).toString("utf8"))?.event_id;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
