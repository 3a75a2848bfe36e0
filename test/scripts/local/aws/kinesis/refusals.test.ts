import {
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  MergeShardsCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "@jest/globals";
import { errorOf, kinesisClient, localAws } from "../local-aws.ts";

/** What the service was recorded to refuse, and what beside it to take. */

const NOW = Date.parse("2026-03-04T10:00:00.500Z");
const [FIRST, SECOND] = ["shardId-000000000000", "shardId-000000000001"];

/** A stream of two shards with records in each, and its clock. */
async function twoShards() {
  const clock = { now: NOW };
  const aws = await localAws({ now: () => clock.now });
  const stream = aws.kinesis.createStream("raw", 2);
  const half = String((1n << 128n) - 1n);
  const put = (explicitHashKey: string) =>
    stream.put([{ partitionKey: "k", explicitHashKey, data: Buffer.from("x") }])[0]!.sequenceNumber;
  const sequences = { first: put("0"), second: put(half), last: put("0") };
  return { aws, clock, stream, sequences, client: kinesisClient(aws) };
}

const iteratorOf = (client: KinesisClient, more: Partial<GetShardIteratorCommandInput>) =>
  client.send(
    new GetShardIteratorCommand({
      StreamName: "raw",
      ShardId: FIRST,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      ...more,
    }),
  );

type Sequences = Awaited<ReturnType<typeof twoShards>>["sequences"];

describe("an iterator is refused", () => {
  test.each<{ description: string; more: (sequences: Sequences) => Partial<GetShardIteratorCommandInput> }>([
    {
      description: "at a record of another shard",
      more: ({ second }) => ({ StartingSequenceNumber: second }),
    },
    {
      description: "after a record of another shard",
      more: ({ second }) => ({
        ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
        StartingSequenceNumber: second,
      }),
    },
    {
      description: "at a number that no stream gave",
      more: ({ first }) => ({ StartingSequenceNumber: String(BigInt(first) + 1n) }),
    },
    { description: "at a short number", more: () => ({ StartingSequenceNumber: "12345" }) },
    {
      description: "at the trim horizon and a number",
      more: ({ first }) => ({ ShardIteratorType: "TRIM_HORIZON", StartingSequenceNumber: first }),
    },
    {
      description: "at the latest record and a number",
      more: ({ first }) => ({ ShardIteratorType: "LATEST", StartingSequenceNumber: first }),
    },
    {
      description: "at a time to come",
      more: () => ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(NOW + 1_000) }),
    },
  ])("$description", async ({ more }) => {
    const { client, sequences } = await twoShards();
    expect(await errorOf(iteratorOf(client, more(sequences)))).toBe("InvalidArgumentException");
  });

  test("at a record of a stream of the same name that is gone", async () => {
    const { aws, clock, client, sequences } = await twoShards();
    await client.send(new DeleteStreamCommand({ StreamName: "raw" }));
    clock.now += 60_000;
    aws.kinesis.createStream("raw", 2);
    const refused = iteratorOf(client, { StartingSequenceNumber: sequences.first });
    await expect(refused).rejects.toThrow(/did not come from this stream/);
  });

  test("and names the shard that the number is of", async () => {
    const { client, sequences } = await twoShards();
    const refused = iteratorOf(client, { StartingSequenceNumber: sequences.second });
    await expect(refused).rejects.toThrow(`encodes ${SECOND}, while it was used on ${FIRST}`);
  });
});

describe("an iterator is given", () => {
  test.each<{ description: string; more: (sequences: Sequences) => Partial<GetShardIteratorCommandInput> }>([
    { description: "at its record", more: ({ first }) => ({ StartingSequenceNumber: first }) },
    {
      description: "after its newest record",
      more: ({ last }) => ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: last }),
    },
    {
      description: "at the present time",
      more: () => ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(NOW) }),
    },
  ])("$description", async ({ more }) => {
    const { client, sequences } = await twoShards();
    const { ShardIterator } = await iteratorOf(client, more(sequences));
    expect(await errorOf(client.send(new GetRecordsCommand({ ShardIterator })))).toBe("none");
  });

  test("at the first number of a shard, and at the last of one that is closed", async () => {
    const { client } = await twoShards();
    const split = { StreamName: "raw", ShardToSplit: FIRST, NewStartingHashKey: String(1n << 126n) };
    await client.send(new SplitShardCommand(split));
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: "raw" }));
    const range = StreamDescription!.Shards![0]!.SequenceNumberRange!;
    for (const StartingSequenceNumber of [range.StartingSequenceNumber, range.EndingSequenceNumber])
      expect(await errorOf(iteratorOf(client, { StartingSequenceNumber }))).toBe("none");
  });
});

describe("retention", () => {
  async function changed(steps: [way: "longer" | "shorter", hours: number][]): Promise<string[]> {
    const { client } = await twoShards();
    const answers: string[] = [];
    for (const [way, RetentionPeriodHours] of steps) {
      const input = { StreamName: "raw", RetentionPeriodHours };
      const call =
        way === "longer"
          ? client.send(new IncreaseStreamRetentionPeriodCommand(input))
          : client.send(new DecreaseStreamRetentionPeriodCommand(input));
      answers.push(await errorOf(call));
    }
    const { StreamDescriptionSummary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName: "raw" }),
    );
    return [...answers, `${StreamDescriptionSummary!.RetentionPeriodHours} h`];
  }

  const REFUSED = "InvalidArgumentException";

  test.each<{ description: string; steps: Parameters<typeof changed>[0]; answers: string[] }>([
    { description: "is increased", steps: [["longer", 168]], answers: ["none", "168 h"] },
    {
      description: "is not made shorter by an increase",
      steps: [
        ["longer", 168],
        ["longer", 24],
      ],
      answers: ["none", REFUSED, "168 h"],
    },
    {
      description: "is not made longer by a decrease",
      steps: [["shorter", 48]],
      answers: [REFUSED, "24 h"],
    },
    {
      description: "is decreased",
      steps: [
        ["longer", 168],
        ["shorter", 48],
      ],
      answers: ["none", "none", "48 h"],
    },
  ])("$description", async ({ steps, answers }) => {
    expect(await changed(steps)).toEqual(answers);
  });
});

describe("resharding is refused", () => {
  const middle = 1n << 127n;
  test.each([
    { description: "at the start of the shard", key: middle },
    { description: "right behind the start of the shard", key: middle + 1n },
    { description: "at its end", key: 2n * middle - 1n },
  ])("as a split $description", async ({ key }) => {
    const { client } = await twoShards();
    const split = { StreamName: "raw", ShardToSplit: SECOND, NewStartingHashKey: String(key) };
    expect(await errorOf(client.send(new SplitShardCommand(split)))).toBe("InvalidArgumentException");
  });

  test("as a merge that names the higher shard first", async () => {
    const { client } = await twoShards();
    const merge = { StreamName: "raw", ShardToMerge: SECOND, AdjacentShardToMerge: FIRST };
    expect(await errorOf(client.send(new MergeShardsCommand(merge)))).toBe("InvalidArgumentException");
  });

  test("not two keys behind the start, and not one before the end", async () => {
    const { client } = await twoShards();
    for (const [ShardToSplit, key] of [
      [FIRST, 2n],
      [SECOND, 2n * middle - 2n],
    ] as const) {
      const split = { StreamName: "raw", ShardToSplit, NewStartingHashKey: String(key) };
      expect(await errorOf(client.send(new SplitShardCommand(split)))).toBe("none");
    }
  });
});

describe("a subscription", () => {
  test("is not replaced within five seconds, and is ended by one that comes later", async () => {
    const { aws, clock, client } = await twoShards();
    const { Consumer } = await client.send(
      new RegisterStreamConsumerCommand({ StreamARN: aws.kinesis.stream("raw").arn, ConsumerName: "fan" }),
    );
    const subscribe = (ShardId: string) =>
      client.send(
        new SubscribeToShardCommand({
          ConsumerARN: Consumer!.ConsumerARN,
          ShardId,
          StartingPosition: { Type: "TRIM_HORIZON" },
        }),
      );
    const { EventStream } = await subscribe(FIRST);
    const first = EventStream![Symbol.asyncIterator]();
    await first.next();
    clock.now += 4_999;
    expect(await errorOf(subscribe(FIRST))).toBe("ResourceInUseException");
    expect(await errorOf(subscribe(SECOND))).toBe("none");
    clock.now += 1;
    const second = (await subscribe(FIRST)).EventStream![Symbol.asyncIterator]();
    expect((await second.next()).value).toHaveProperty("SubscribeToShardEvent");
    aws.kinesis.stream("raw").put([{ partitionKey: "k", explicitHashKey: "0", data: Buffer.from("y") }]);
    let next = await first.next();
    if (!next.done) next = await first.next();
    expect(next.done).toBe(true);
  });
});

test("all that is wrong with a PutRecords is told at once", async () => {
  const { client } = await twoShards();
  const Records = ["", "fine", "x".repeat(257)].map((PartitionKey) => ({
    PartitionKey,
    Data: Buffer.from("x"),
  }));
  const refused = client.send(new PutRecordsCommand({ StreamName: "raw", Records }));
  await expect(refused).rejects.toThrow(
    /^2 validation errors detected: Value '' at 'records\.1\.member\.partitionKey' .*; Value 'x+' at 'records\.3\./,
  );
});

test("a PutRecords of 501 is refused whole, and one of 500 is taken", async () => {
  const { stream, client } = await twoShards();
  const put = (count: number) =>
    client.send(
      new PutRecordsCommand({
        StreamName: "raw",
        Records: Array.from({ length: count }, (_, index) => ({
          PartitionKey: String(index),
          Data: Buffer.from("x"),
        })),
      }),
    );
  const records = () =>
    stream.shards.reduce((sum, shard) => sum + shard.read("TRIM_HORIZON", 10_000, 1e9).length, 0);
  const before = records();
  expect(await errorOf(put(501))).toBe("ValidationException");
  expect(records()).toBe(before);
  expect(await errorOf(put(500))).toBe("none");
  expect(records()).toBe(before + 500);
});
