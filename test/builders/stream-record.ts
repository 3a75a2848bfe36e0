import type { KinesisStreamEvent } from "aws-lambda";
import type { StreamRecord } from "../../shared/stream.ts";

let sequence = 49_590_338_271_490_256_608n;

/** A record of the raw stream that holds the given events (objects), lines (text) or bytes. */
export function streamRecord(
  content: readonly (object | string)[] | Uint8Array,
  override: Partial<StreamRecord> = {},
) {
  sequence += 1n;
  const data =
    content instanceof Uint8Array
      ? content
      : Buffer.from(
          content.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
        );
  return {
    stream: "raw",
    shardId: "shardId-000000000000",
    sequenceNumber: String(sequence),
    partitionKey: "0",
    arrivalTime: Date.parse("2026-03-04T10:00:01.500Z"),
    data,
    ...override,
  } satisfies StreamRecord;
}

/** The records as Lambda's Kinesis trigger delivers them. */
export function kinesisEvent(records: readonly StreamRecord[]): KinesisStreamEvent {
  return {
    Records: records.map((record) => ({
      awsRegion: "eu-west-1",
      eventID: `${record.shardId}:${record.sequenceNumber}`,
      eventName: "aws:kinesis:record",
      eventSource: "aws:kinesis",
      eventSourceARN: `arn:aws:kinesis:eu-west-1:000000000000:stream/${record.stream}`,
      eventVersion: "1.0",
      invokeIdentityArn: "arn:aws:iam::000000000000:role/enrich",
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: record.partitionKey,
        sequenceNumber: record.sequenceNumber,
        data: Buffer.from(record.data).toString("base64"),
        approximateArrivalTimestamp: record.arrivalTime / 1000,
      },
    })),
  };
}
