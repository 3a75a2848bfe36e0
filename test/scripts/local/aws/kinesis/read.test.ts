import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "@jest/globals";
import type { KinesisStream, LocalAws } from "../../../../../scripts/local/aws/index.ts";
import { errorOf, kinesisClient, localAws } from "../local-aws.ts";

const START = 1_700_000_000_000;

/** Five records, a second apart, on one shard. */
async function fiveRecords() {
  const clock = { now: START };
  const aws = await localAws({ now: () => clock.now });
  const stream = aws.kinesis.createStream("raw", 1);
  const records = ["a", "b", "c", "d", "e"].map((text) => {
    clock.now += 1000;
    return stream.put([{ partitionKey: "k", data: Buffer.from(text) }])[0]!;
  });
  return { aws, stream, records, clock, client: kinesisClient(aws) };
}

const iteratorInput = (override: Partial<GetShardIteratorCommandInput>): GetShardIteratorCommandInput => ({
  StreamName: "raw",
  ShardId: "shardId-000000000000",
  ShardIteratorType: "TRIM_HORIZON",
  ...override,
});

async function read(
  aws: LocalAws,
  override: Partial<GetShardIteratorCommandInput>,
  limit = 10,
): Promise<string> {
  const client = kinesisClient(aws);
  const { ShardIterator } = await client.send(new GetShardIteratorCommand(iteratorInput(override)));
  const { Records } = await client.send(new GetRecordsCommand({ ShardIterator, Limit: limit }));
  return Records!.map(({ Data }) => Buffer.from(Data!).toString()).join("");
}

describe("iterators", () => {
  test.each([
    ["TRIM_HORIZON is the oldest", () => ({}), "abcde"],
    ["LATEST is after the newest", () => ({ ShardIteratorType: "LATEST" }), ""],
    ["AT_SEQUENCE_NUMBER includes it", at("AT_SEQUENCE_NUMBER"), "cde"],
    ["AFTER_SEQUENCE_NUMBER leaves it out", at("AFTER_SEQUENCE_NUMBER"), "de"],
    ["AT_TIMESTAMP includes the moment", moment(3000), "cde"],
    ["AT_TIMESTAMP between two is the later", moment(3001), "de"],
    ["AT_TIMESTAMP before all is the oldest", moment(-9000), "abcde"],
  ])("%s", async (_description, input, expected) => {
    const { aws, records } = await fiveRecords();
    expect(await read(aws, input(records[2]!.sequenceNumber) as Partial<GetShardIteratorCommandInput>)).toBe(
      expected,
    );
  });

  function at(ShardIteratorType: string) {
    return (StartingSequenceNumber: string) => ({ ShardIteratorType, StartingSequenceNumber });
  }
  function moment(offset: number) {
    return () => ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(START + offset) });
  }

  test("LATEST on an empty shard sees what comes after it", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    const client = kinesisClient(aws);
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand(iteratorInput({ ShardIteratorType: "LATEST" })),
    );
    stream.put([{ partitionKey: "k", data: Buffer.from("later") }]);
    const { Records } = await client.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records).toHaveLength(1);
  });

  test("an iterator expires after five minutes and a foreign one is refused", async () => {
    const { client, clock } = await fiveRecords();
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(iteratorInput({})));
    clock.now += 300_001;
    expect(await errorOf(client.send(new GetRecordsCommand({ ShardIterator })))).toBe(
      "ExpiredIteratorException",
    );
    const foreign = client.send(new GetRecordsCommand({ ShardIterator: "AAAAnonsense" }));
    expect(await errorOf(foreign)).toBe("InvalidArgumentException");
  });
});

describe("GetRecords", () => {
  test("pages go on where the last ended and tell how far behind they are", async () => {
    const { client, clock } = await fiveRecords();
    clock.now += 500;
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(iteratorInput({})));
    const pages: [string, number | undefined][] = [];
    for (let page = 0; page < 4; page++) {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 2 }));
      pages.push([answer.Records!.map(({ Data }) => Buffer.from(Data!)).join(""), answer.MillisBehindLatest]);
      ShardIterator = answer.NextShardIterator;
    }
    expect(pages).toEqual([
      ["ab", 3500],
      ["cd", 1500],
      ["e", 0],
      ["", 0],
    ]);
  });

  test("a page has at most 10 MiB, but at least one record", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    stream.put(Array.from({ length: 12 }, () => ({ partitionKey: "k", data: Buffer.alloc(1024 * 1024) })));
    const client = kinesisClient(aws);
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(iteratorInput({})));
    expect((await client.send(new GetRecordsCommand({ ShardIterator }))).Records).toHaveLength(10);
    expect(stream.shards[0]!.read("TRIM_HORIZON", 10, 1)).toHaveLength(1);
  });

  test.each([0, 10_001])("a limit of %d is refused", async (Limit) => {
    const { client } = await fiveRecords();
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(iteratorInput({})));
    expect(await errorOf(client.send(new GetRecordsCommand({ ShardIterator, Limit })))).toBe(
      "ValidationException",
    );
  });
});

describe("waiting for changes", () => {
  const one = [{ partitionKey: "k", data: Buffer.from("x") }];

  test.each<[string, (stream: KinesisStream, aws: LocalAws) => unknown]>([
    ["a put", (stream) => stream.put(one)],
    ["closing the gateway", (_stream, aws) => aws.close()],
  ])("%s wakes a reader that waits", async (_description, cause) => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    const woken = stream.changed();
    await cause(stream, aws);
    await expect(woken).resolves.toBeUndefined();
  });

  test("a listener hears each put until it stops", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    let heard = 0;
    const stop = stream.onChange(() => heard++);
    stream.put(one);
    stream.put(one);
    stop();
    stream.put(one);
    expect(heard).toBe(2);
  });
});

test("enhanced fan-out pushes what is there and then what comes", async () => {
  const aws = await localAws();
  const stream = aws.kinesis.createStream("raw", 1);
  stream.put([{ partitionKey: "k", data: Buffer.from("before") }]);
  const client = kinesisClient(aws);
  const { Consumer } = await client.send(
    new RegisterStreamConsumerCommand({ StreamARN: stream.arn, ConsumerName: "enrich" }),
  );
  const { EventStream } = await client.send(
    new SubscribeToShardCommand({
      ConsumerARN: Consumer!.ConsumerARN,
      ShardId: "shardId-000000000000",
      StartingPosition: { Type: "TRIM_HORIZON" },
    }),
  );
  const pushed: string[] = [];
  for await (const event of EventStream!) {
    pushed.push(...event.SubscribeToShardEvent!.Records!.map(({ Data }) => Buffer.from(Data!).toString()));
    if (pushed.length === 1) stream.put([{ partitionKey: "k", data: Buffer.from("after") }]);
    if (pushed.length === 2) break;
  }
  expect(pushed).toEqual(["before", "after"]);
});
