import { DescribeStreamCommand, PutRecordCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "@jest/globals";
import { PUT_RECORDS_ENTRIES, RECORD_BYTES } from "../../../../../shared/limits.ts";
import { errorOf, kinesisClient, localAws } from "../local-aws.ts";

const entry = (override: object = {}) => ({ PartitionKey: "k", Data: Buffer.from("x"), ...override });
const entries = (count: number, override: object = {}) =>
  Array.from({ length: count }, () => entry(override));

describe("limits", () => {
  test.each([
    ["500 records are accepted", entries(PUT_RECORDS_ENTRIES), "none"],
    ["501 records are refused", entries(PUT_RECORDS_ENTRIES + 1), "ValidationException"],
    ["no record is refused", [], "ValidationException"],
    [
      "a record of the limit, key included, is accepted",
      entries(1, { Data: Buffer.alloc(RECORD_BYTES - 1) }),
      "none",
    ],
    ["one byte more is refused", entries(1, { Data: Buffer.alloc(RECORD_BYTES) }), "ValidationException"],
    ["5 MiB are accepted", entries(5, { Data: Buffer.alloc(RECORD_BYTES - 1) }), "none"],
    [
      "more than 5 MiB are refused",
      entries(6, { Data: Buffer.alloc(RECORD_BYTES - 1) }),
      "InvalidArgumentException",
    ],
    ["an empty key is refused", entries(1, { PartitionKey: "" }), "ValidationException"],
    [
      "a key of 257 characters is refused",
      entries(1, { PartitionKey: "k".repeat(257) }),
      "ValidationException",
    ],
    [
      "a hash key of 2^128 is refused",
      entries(1, { ExplicitHashKey: String(1n << 128n) }),
      "InvalidArgumentException",
    ],
  ])("%s", async (_description, Records, expected) => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    const call = kinesisClient(aws).send(new PutRecordsCommand({ StreamName: "raw", Records }));
    expect(await errorOf(call)).toBe(expected);
    const stored = stream.shards[0]!.read("TRIM_HORIZON", 1000, 1e9).length;
    expect(stored).toBe(expected === "none" ? Records.length : 0);
  });

  test("a stream that does not exist is an error of the call", async () => {
    const aws = await localAws();
    const call = kinesisClient(aws).send(new PutRecordsCommand({ StreamName: "none", Records: entries(1) }));
    expect(await errorOf(call)).toBe("ResourceNotFoundException");
  });
});

describe("throttling, when switched on", () => {
  test("a shard takes 1,000 records a second and refuses the rest one by one", async () => {
    let now = 1_700_000_000_000;
    const aws = await localAws({ now: () => now });
    aws.kinesis.createStream("raw", 1, { throttled: true });
    const client = kinesisClient(aws);
    const put = () => client.send(new PutRecordsCommand({ StreamName: "raw", Records: entries(400) }));
    const failures = [await put(), await put(), await put()].map((answer) => answer.FailedRecordCount);
    expect(failures).toEqual([0, 0, 200]);
    now += 1000;
    expect((await put()).FailedRecordCount).toBe(0);
  });

  test("a shard takes 1 MiB a second; PutRecord fails as a whole", async () => {
    const aws = await localAws({ now: () => 1_700_000_000_000 });
    aws.kinesis.createStream("raw", 1, { throttled: true });
    const client = kinesisClient(aws);
    const put = () =>
      client.send(
        new PutRecordCommand({ StreamName: "raw", PartitionKey: "k", Data: Buffer.alloc(600 * 1024) }),
      );
    expect(await errorOf(put())).toBe("none");
    expect(await errorOf(put())).toBe("ProvisionedThroughputExceededException");
  });
});

describe("memory", () => {
  const kilobyte = { partitionKey: "k", data: Buffer.alloc(1024) };
  const fill = Array.from({ length: 20 }, () => kilobyte);

  test("a full stream throttles rather than lose what nobody has read", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1, { memoryBytes: 10_000 });
    stream.put(fill);
    const put = kinesisClient(aws).send(new PutRecordsCommand({ StreamName: "raw", Records: entries(1) }));
    expect((await put).FailedRecordCount).toBe(1);
    expect(stream.shards[0]!.read("TRIM_HORIZON", 1000, 1e9)).toHaveLength(20);
  });

  test("what every consumer has passed makes room", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1, { memoryBytes: 10_000 });
    const records = stream.put(fill);
    const shard = stream.shards[0]!;
    stream.checkpoint("slow", shard.id, records[4]!.sequenceNumber);
    stream.checkpoint("fast", shard.id, records[19]!.sequenceNumber);
    expect(shard.read("TRIM_HORIZON", 1, 1)[0]).toBe(records[5]);
    stream.checkpoint("slow", shard.id, records[19]!.sequenceNumber);
    const put = kinesisClient(aws).send(new PutRecordsCommand({ StreamName: "raw", Records: entries(1) }));
    expect((await put).FailedRecordCount).toBe(0);
  });

  test("of what was passed only the newest stays, however much there is room for", async () => {
    let now = 1_700_000_000_000;
    const aws = await localAws({ now: () => now });
    const stream = aws.kinesis.createStream("raw", 1);
    const shard = stream.shards[0]!;
    const megabyte = { partitionKey: "k", data: Buffer.alloc(1024 * 1024) };
    for (let put = 0; put < 100; put++) {
      now += 1000;
      const [record] = stream.put([megabyte]);
      stream.checkpoint("only", shard.id, record!.sequenceNumber);
    }
    expect(stream.heldBytes).toBeLessThan(34 * 1024 * 1024);
    expect(shard.read("TRIM_HORIZON", 100, 1e9).length).toBeGreaterThan(30);
  });

  test("a record that a consumer gave up on can be fetched for a while after it is passed", async () => {
    let now = 1_700_000_000_000;
    const aws = await localAws({ now: () => now });
    const stream = aws.kinesis.createStream("raw", 1, { memoryBytes: 10_000 });
    const records = stream.put(fill);
    const shard = stream.shards[0]!;
    const [, second, third] = records;
    stream.keep(shard.id, [second!, third!]);
    stream.checkpoint("only", shard.id, records[19]!.sequenceNumber);
    const from = { at: second!.sequenceNumber };
    expect(shard.read("TRIM_HORIZON", 1, 1)[0]).not.toBe(second);
    expect(shard.read(from, 1, 1)).toEqual([second]);
    expect(shard.read(second!.sequenceNumber, 10, 1e6)).toEqual([third]);
    expect(shard.read(third!.sequenceNumber, 1, 1)[0]).toBe(shard.read("TRIM_HORIZON", 1, 1)[0]);

    now += 15 * 60_000;
    stream.put([kilobyte]);
    expect(shard.read(from, 1, 1)[0]).not.toBe(second);
  });

  test("retention trims by age and nothing else", async () => {
    let now = 1_700_000_000_000;
    const aws = await localAws({ now: () => now });
    const stream = aws.kinesis.createStream("raw", 1);
    stream.put([kilobyte]);
    now += 24 * 3_600_000;
    stream.put([kilobyte]);
    const held = () => stream.shards[0]!.read("TRIM_HORIZON", 10, 1e9).length;
    expect(held()).toBe(2);
    now += 1001;
    stream.put([kilobyte]);
    expect(held()).toBe(2);
  });
});

test("what is put comes out byte for byte, with its key, in order", async () => {
  const puts: string[] = [];
  const aws = await localAws({
    taps: { onKinesisPut: (stream, records, caller) => puts.push(`${stream} ${records.length} ${caller}`) },
  });
  const stream = aws.kinesis.createStream("raw", 2);
  const Data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const Records = [
    entry({ Data, PartitionKey: "ключ" }),
    entry({ Data: Buffer.from("second"), PartitionKey: "ключ" }),
  ];
  const answer = await kinesisClient(aws).send(new PutRecordsCommand({ StreamName: "raw", Records }));
  const shard = stream.shard(answer.Records![0]!.ShardId!)!;
  const [first, second] = shard.read("TRIM_HORIZON", 10, 1e6);
  expect(first).toMatchObject({ partitionKey: "ключ", data: Data });
  expect(second!.data.toString()).toBe("second");
  expect(answer.Records!.map((record) => record.SequenceNumber)).toEqual([
    first!.sequenceNumber,
    second!.sequenceNumber,
  ]);
  stream.put([{ partitionKey: "k", data: Buffer.from("in process") }]);
  expect(puts).toEqual(["raw 2 AKTEST", "raw 1 undefined"]);
});

test("a stream is found by its ARN", async () => {
  const aws = await localAws();
  const { arn } = aws.kinesis.createStream("raw", 1);
  const answer = await kinesisClient(aws).send(new DescribeStreamCommand({ StreamARN: arn }));
  expect(answer.StreamDescription?.StreamName).toBe("raw");
});
