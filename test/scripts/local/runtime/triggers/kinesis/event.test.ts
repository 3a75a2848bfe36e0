import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  discardNotice,
  eventWriter,
} from "../../../../../../scripts/local/runtime/triggers/kinesis/event.ts";
import { record, records } from "../../fake-stream.ts";

const source = {
  eventSourceArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/raw",
  region: "eu-west-1",
  roleArn: "arn:aws:iam::000000000000:role/enrich",
};
const writer = eventWriter("shardId-000000000000", source);

describe("the event of a Kinesis trigger", () => {
  test("has the members that Lambda sends", () => {
    const one = record(3, {
      partitionKey: 'a"ü',
      arrivalTime: 1_700_000_000_123,
      data: Buffer.from("hello"),
    });
    expect(JSON.parse(writer.event([one]).text())).toEqual({
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: "1.0",
            partitionKey: 'a"ü',
            sequenceNumber: "98",
            data: "aGVsbG8=",
            approximateArrivalTimestamp: 1_700_000_000.123,
          },
          eventSource: "aws:kinesis",
          eventVersion: "1.0",
          eventID: "shardId-000000000000:98",
          eventName: "aws:kinesis:record",
          invokeIdentityArn: source.roleArn,
          awsRegion: "eu-west-1",
          eventSourceARN: source.eventSourceArn,
        },
      ],
    });
  });

  test("is never larger than the sizes that the batch was cut by", () => {
    const anyRecord = fc.record({
      partitionKey: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
      data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      arrivalTime: fc.integer({ min: 1_600_000_000_000, max: 2_000_000_000_000 }),
      sequenceNumber: fc.bigInt({ min: 1n, max: 10n ** 56n }).map(String),
    });
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 5 }), (list) => {
        const allowed = list.reduce((sum, each) => sum + writer.size(each) + 1, '{"Records":[]}'.length);
        expect(writer.event(list).bytes.byteLength).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});

describe("the notice of discarded records", () => {
  const context = {
    requestId: "r",
    functionArn: "arn:f",
    streamArn: "arn:s",
    shardId: "shardId-000000000001",
    now: 0,
  };

  test("says where the records stand and holds none of them", () => {
    const discard = {
      records: records(3),
      condition: "RetryAttemptsExhausted" as const,
      attempts: 4,
      functionError: null,
    };
    expect(discardNotice(discard, context)).toEqual({
      requestContext: {
        requestId: "r",
        functionArn: "arn:f",
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 4,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: null },
      version: "1.0",
      timestamp: "1970-01-01T00:00:00.000Z",
      KinesisBatchInfo: {
        shardId: "shardId-000000000001",
        startSequenceNumber: "95",
        endSequenceNumber: "97",
        approximateArrivalOfFirstRecord: "1970-01-01T00:16:40.000Z",
        approximateArrivalOfLastRecord: "1970-01-01T00:16:40.000Z",
        batchSize: 3,
        streamArn: "arn:s",
      },
    });
  });

  test("counts records of the stream, not the user records in them", () => {
    const [first, second] = records(2);
    const discard = {
      records: [first!, first!, second!],
      condition: "RetryAttemptsExhausted" as const,
      attempts: 1,
    };
    expect(discardNotice(discard, context)).toMatchObject({ KinesisBatchInfo: { batchSize: 2 } });
  });

  test("has no responseContext when the records grew too old", () => {
    const discard = { records: records(1), condition: "RecordAgeExceeded" as const, attempts: 0 };
    expect(discardNotice(discard, context)).not.toHaveProperty("responseContext");
  });

  test("counts one invocation under an id of its own where records grew too old before there was any", () => {
    const discard = { records: records(2), condition: "RecordAgeExceeded" as const, attempts: 0 };
    const notice = (shardId: string) =>
      discardNotice(discard, { ...context, requestId: "", shardId }).requestContext as Record<
        string,
        unknown
      >;
    const id = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(notice("shardId-1")).toMatchObject({ approximateInvokeCount: 1, requestId: id });
    expect(notice("shardId-1")).toEqual(notice("shardId-1"));
    expect(notice("shardId-2").requestId).not.toBe(notice("shardId-1").requestId);
  });
});
