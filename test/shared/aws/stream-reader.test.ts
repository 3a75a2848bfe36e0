import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { streamReader } from "../../../shared/aws/stream-reader.ts";
import { fakePace, serviceError } from "./pace.ts";

const kinesis = mockClient(KinesisClient);
beforeEach(() => {
  kinesis.reset();
  kinesis.on(GetShardIteratorCommand).resolves({ ShardIterator: "0" });
});

const range = {
  streamArn: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw",
  shardId: "shardId-000000000003",
  startSequenceNumber: "9",
  endSequenceNumber: "11",
};

const page = (sequences: string[], next?: string, behind = 1000) => ({
  Records: sequences.map((SequenceNumber) => ({
    SequenceNumber,
    PartitionKey: "k",
    Data: Buffer.from(SequenceNumber),
    ApproximateArrivalTimestamp: new Date(0),
  })),
  NextShardIterator: next,
  MillisBehindLatest: behind,
});

async function sequences(): Promise<string[]> {
  const pace = fakePace();
  const found: string[] = [];
  for await (const records of streamReader(new KinesisClient({}), pace).read(range, pace.now() + 5000))
    found.push(...records.map(({ sequenceNumber }) => sequenceNumber));
  return found;
}

describe("streamReader", () => {
  test("reads to the end of the range and not beyond, by the value of the numbers", async () => {
    kinesis
      .on(GetRecordsCommand)
      .resolvesOnce(page(["9"], "1"))
      .resolvesOnce(page([], "2"))
      .resolves(page(["10", "11", "12"], "3"));
    expect(await sequences()).toEqual(["9", "10", "11"]);
    expect(kinesis.commandCalls(GetRecordsCommand)).toHaveLength(3);
    expect(kinesis.commandCalls(GetShardIteratorCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        StreamName: "raw",
        ShardId: "shardId-000000000003",
        ShardIteratorType: "AT_SEQUENCE_NUMBER",
        StartingSequenceNumber: "9",
      },
    ]);
  });

  test.each([
    { what: "the shard is closed and read out", last: page(["9"]) },
    { what: "nothing newer is there", last: page([], "1", 0) },
  ])("ends when $what", async ({ last }) => {
    kinesis.on(GetRecordsCommand).resolvesOnce(last).rejects(new Error("read too far"));
    expect(await sequences()).toEqual(last.Records.map(({ SequenceNumber }) => SequenceNumber));
  });

  test.each([{ name: "InvalidArgumentException" }, { name: "ResourceNotFoundException" }])(
    "finds nothing when the place is gone ($name)",
    async ({ name }) => {
      kinesis.on(GetShardIteratorCommand).rejects(serviceError(name));
      expect(await sequences()).toEqual([]);
    },
  );

  test("waits when throttled, and goes on", async () => {
    kinesis
      .on(GetRecordsCommand)
      .rejectsOnce(serviceError("ProvisionedThroughputExceededException"))
      .resolves(page(["9", "10", "11"], "1"));
    expect(await sequences()).toEqual(["9", "10", "11"]);
  });

  test("throws when the time is up before the end", async () => {
    kinesis.on(GetRecordsCommand).rejects(serviceError("ProvisionedThroughputExceededException"));
    await expect(sequences()).rejects.toThrow("time of the invocation");
  });

  test("throws when reading is not allowed", async () => {
    kinesis.on(GetRecordsCommand).rejects(serviceError("AccessDeniedException"));
    await expect(sequences()).rejects.toThrow("AccessDeniedException");
  });
});
