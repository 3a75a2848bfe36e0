import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { AbandonedBatch } from "../../../functions/failed/message.ts";
import type { ObjectReader, StreamReader } from "../../../shared/failure/ports.ts";
import type { StreamRecord } from "../../../shared/stream.ts";

export const SENT = Date.parse("2026-03-01T12:00:00.000Z");

export const sqsEvent = (bodies: string[]): SQSEvent => ({
  Records: bodies.map(
    (body, index) =>
      ({
        messageId: `m${index}`,
        body,
        attributes: { SentTimestamp: String(SENT), ApproximateReceiveCount: "1" },
        eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:failed",
      }) as SQSRecord,
  ),
});

/** What Lambda sends of a batch that it gives up, in the shape recorded against AWS. */
export function abandoned(
  range: Partial<AbandonedBatch["KinesisBatchInfo"]> = {},
  context: Partial<AbandonedBatch["requestContext"]> = {},
): AbandonedBatch {
  return {
    requestContext: {
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:clickstream-dev-enrich",
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 4,
      ...context,
    },
    responseContext: { functionError: "Unhandled" },
    timestamp: "2026-03-01T12:00:00.123Z",
    KinesisBatchInfo: {
      shardId: "shardId-000000000000",
      startSequenceNumber: "101",
      endSequenceNumber: "103",
      batchSize: 3,
      approximateArrivalOfFirstRecord: "2026-03-01T11:59:00.000Z",
      streamArn: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw",
      ...range,
    },
  };
}

export const deliveredRecord = (
  sequence: number,
  data: string | Uint8Array = `{"event_id":"e${sequence}"}`,
  partitionKey = "7",
): StreamRecord => ({
  stream: "raw",
  shardId: "shardId-000000000000",
  sequenceNumber: String(sequence),
  partitionKey,
  arrivalTime: SENT,
  data: Buffer.from(data as string),
});

/** A stream that holds the records, and hands them over in pages of the given length. */
export const memoryReader = (records: StreamRecord[], pageLength = 2): StreamReader => ({
  async *read({ startSequenceNumber, endSequenceNumber }) {
    const [start, end] = [BigInt(startSequenceNumber), BigInt(endSequenceNumber)];
    const inside = records.filter(({ sequenceNumber: at }) => BigInt(at) >= start && BigInt(at) <= end);
    for (let from = 0; from < inside.length; from += pageLength) yield inside.slice(from, from + pageLength);
  },
});

/** A bucket of one object, read in pieces of the given length. */
export const memoryObject = (text: string, pieceLength = 1000): ObjectReader => ({
  async *read({ from }) {
    const bytes = Buffer.from(text).subarray(from);
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
  },
});

/** What S3 puts on the queue for a new object. */
export const notice = (key: string, bucket = "archive"): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key), size: 1 } },
      },
    ],
  });

/** A line that Firehose leaves behind for records that it cannot deliver. */
export const errorLine = (data: string, override: object = {}): string =>
  JSON.stringify({
    attemptsMade: 4,
    arrivalTimestamp: SENT - 60_000,
    errorCode: "Lambda.FunctionError",
    errorMessage: "The Lambda function was invoked and failed.",
    attemptEndingTimestamp: SENT,
    rawData: Buffer.from(data).toString("base64"),
    lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:archive",
    ...override,
  });
