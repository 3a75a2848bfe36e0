import { describe, expect, test } from "@jest/globals";
import { readAnswer, transformEvent } from "../../../../../scripts/local/runtime/firehose/transform-event.ts";
import { jsonPayload } from "../../../../../scripts/local/runtime/lambda/payload.ts";
import { sourceRecord } from "./source-record.ts";

const batch = [sourceRecord(1), sourceRecord(2)];
const data = Buffer.from('{"a":1}').toString("base64");
const ok = (recordId: string) => ({ recordId, result: "Ok", data, metadata: { partitionKeys: { dt: "x" } } });

test("the event has the members that Firehose sends", () => {
  const place = { deliveryStreamArn: "arn:d", sourceKinesisStreamArn: "arn:s", region: "eu-west-1" };
  expect(JSON.parse(transformEvent([sourceRecord(1)], place).text())).toEqual({
    invocationId: expect.any(String),
    ...place,
    records: [
      {
        recordId: "1000000",
        approximateArrivalTimestamp: 1_000_000,
        data: Buffer.from('{"n":1}\n').toString("base64"),
        kinesisRecordMetadata: {
          sequenceNumber: "1",
          subsequenceNumber: "",
          partitionKey: "k",
          shardId: "shard-0",
          approximateArrivalTimestamp: 1_000_000,
        },
      },
    ],
  });
});

describe("the transform's answer", () => {
  const failed = (errorCode: string) => ["ProcessingFailed", errorCode];
  test.each([
    { answer: "every record Ok", records: [ok("1000000"), ok("2000000")], verdicts: [["Ok"], ["Ok"]] },
    { answer: "in another order", records: [ok("2000000"), ok("1000000")], verdicts: [["Ok"], ["Ok"]] },
    {
      answer: "one Dropped",
      records: [ok("1000000"), { recordId: "2000000", result: "Dropped" }],
      verdicts: [["Ok"], ["Dropped"]],
    },
    {
      answer: "one ProcessingFailed",
      records: [ok("1000000"), { recordId: "2000000", result: "ProcessingFailed", data }],
      verdicts: [["Ok"], failed("Lambda.ProcessingFailedStatus")],
    },
    { answer: "one missing", records: [ok("1000000")], verdicts: [["Ok"], failed("Lambda.MissingRecordId")] },
    {
      answer: "one twice",
      records: [ok("1000000"), ok("2000000"), ok("2000000")],
      verdicts: [["Ok"], failed("Lambda.DuplicatedRecordId")],
    },
    {
      answer: "another result",
      records: [ok("1000000"), { ...ok("2000000"), result: "ok" }],
      verdicts: [["Ok"], failed("Lambda.JsonProcessingException")],
    },
    {
      answer: "Ok without data",
      records: [ok("1000000"), { recordId: "2000000", result: "Ok" }],
      verdicts: [["Ok"], failed("Lambda.JsonProcessingException")],
    },
    {
      answer: "a record over the limit",
      records: [ok("1000000"), { ...ok("2000000"), data: Buffer.alloc(1_024_001).toString("base64") }],
      verdicts: [["Ok"], failed("Lambda.RecordTooLarge")],
    },
    {
      answer: "no list",
      records: undefined,
      verdicts: [failed("Lambda.JsonProcessingException"), failed("Lambda.JsonProcessingException")],
    },
  ])("$answer gives every record exactly one verdict", ({ records, verdicts }) => {
    const read = readAnswer(jsonPayload({ records }), batch);
    expect(
      read.map((verdict) => [verdict.result, ...("errorCode" in verdict ? [verdict.errorCode] : [])]),
    ).toEqual(verdicts);
    expect(read.map(({ record }) => record)).toEqual(batch);
  });

  test("null is an answer without a list", () => {
    expect(readAnswer(jsonPayload(null), batch).map(({ result }) => result)).toEqual([
      "ProcessingFailed",
      "ProcessingFailed",
    ]);
  });

  test("carries the partition keys that are texts", () => {
    const metadata = { partitionKeys: { dt: "2026-01-01", hour: 7 } };
    const [verdict] = readAnswer(jsonPayload({ records: [{ ...ok("1000000"), metadata }] }), [batch[0]!]);
    expect(verdict).toMatchObject({ result: "Ok", partitionKeys: { dt: "2026-01-01" } });
    expect(verdict).not.toHaveProperty("partitionKeys.hour");
  });
});
