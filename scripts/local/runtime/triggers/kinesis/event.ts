import { hash } from "node:crypto";
import { INVOCATION_BYTES } from "../../../../../shared/limits.ts";
import { asciiJson, asciiPayload, type Payload } from "../../lambda/payload.ts";
import type { Discard } from "./retry.ts";
import type { ShardRecord } from "./types.ts";

/** Where the records of an event come from, as its records say it. */
export interface StreamEventSource {
  eventSourceArn: string;
  region: string;
  /** ARN of the function's role. */
  roleArn: string;
}

const ENVELOPE = { open: '{"Records":[', close: "]}" };

/** Bytes that the records of one event can take together, commas included. */
export const RECORDS_BYTES = INVOCATION_BYTES - ENVELOPE.open.length - ENVELOPE.close.length;

/** Writes events of one shard. Everything that is the same in every record is written once. */
export function eventWriter(shardId: string, source: StreamEventSource) {
  const tail = `},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"${shardId}:` as const;
  const end =
    `","eventName":"aws:kinesis:record","invokeIdentityArn":${asciiJson(source.roleArn)}` +
    `,"awsRegion":${asciiJson(source.region)},"eventSourceARN":${asciiJson(source.eventSourceArn)}}`;
  const nothing = { sequenceNumber: "", partitionKey: "", arrivalTime: 0, data: Buffer.alloc(0) };
  const fixed = before(nothing).length + after(nothing).length;

  function before({ partitionKey, sequenceNumber }: ShardRecord): string {
    const key = asciiJson(partitionKey);
    return `{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":${key},"sequenceNumber":"${sequenceNumber}","data":"`;
  }

  function after({ arrivalTime, sequenceNumber }: ShardRecord): string {
    return `","approximateArrivalTimestamp":${arrivalTime / 1000}${tail}${sequenceNumber}${end}`;
  }

  return {
    /** Bytes of the record in the payload, an upper bound by the few digits of its timestamp. */
    size: (record: ShardRecord): number =>
      fixed +
      Math.ceil(record.data.byteLength / 3) * 4 +
      2 * record.sequenceNumber.length +
      asciiJson(record.partitionKey).length +
      12,
    /** The payload of an invocation. */
    event(records: readonly ShardRecord[]): Payload {
      const pieces: (string | Buffer)[] = [ENVELOPE.open];
      for (const record of records) {
        if (pieces.length > 1) pieces.push(",");
        pieces.push(before(record), record.data, after(record));
      }
      pieces.push(ENVELOPE.close);
      return asciiPayload(pieces);
    },
  };
}

export interface DiscardContext {
  /** Of the last invocation; empty where there was none. */
  requestId: string;
  functionArn: string;
  streamArn: string;
  shardId: string;
  /** Epoch ms of the notice. */
  now: number;
}

/** In the form of a request id, and the same for the same records, so that a simulation repeats itself. */
function inventedId({ streamArn, shardId }: DiscardContext, { sequenceNumber }: ShardRecord): string {
  const digits = hash("md5", `${streamArn} ${shardId} ${sequenceNumber}`);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The notice that an SQS destination gets: where the records stand, never the records. */
export function discardNotice(discard: Discard, context: DiscardContext): Record<string, unknown> {
  const { records } = discard;
  const [first, last] = [records[0]!, records[records.length - 1]!];
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    requestContext: {
      requestId: context.requestId || inventedId(context, first),
      functionArn: context.functionArn,
      condition: discard.condition,
      // 1 also where the records expired before the function was ever run; a request id is there, too.
      approximateInvokeCount: Math.max(1, discard.attempts),
    },
    ...(discard.functionError !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        functionError: discard.functionError,
      },
    }),
    version: "1.0",
    timestamp: time(context.now),
    KinesisBatchInfo: {
      shardId: context.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: time(first.arrivalTime),
      approximateArrivalOfLastRecord: time(last.arrivalTime),
      // User records of one aggregate are one record of the stream.
      batchSize: new Set(records.map(({ sequenceNumber }) => sequenceNumber)).size,
      streamArn: context.streamArn,
    },
  };
}
