import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { evenRanges, HASH_KEYS, hashKey, Router } from "../../../../../scripts/local/aws/kinesis/hash-key.ts";
import {
  compareSequences,
  sequenceNumber,
  sequenceParts,
} from "../../../../../scripts/local/aws/kinesis/sequence.ts";
import { errorOf, kinesisClient, localAws } from "../local-aws.ts";

describe("routing", () => {
  test("the hash key is the key's MD5 as a number", () => {
    expect(hashKey("a").toString(16)).toBe("cc175b9c0f1b6a831c399e269772661");
  });

  test("every hash key has exactly one of the even ranges", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.bigInt({ min: 0n, max: HASH_KEYS - 1n }),
        (count, key) => {
          const ranges = evenRanges(count);
          const owners = ranges.filter((range) => range.startingHashKey <= key && key <= range.endingHashKey);
          expect(owners).toEqual([new Router(ranges).route("ignored", String(key))]);
        },
      ),
    );
  });

  test("a partition key goes where its hash key goes, at first and again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.string({ minLength: 1 }), (count, key) => {
        const router = new Router(evenRanges(count));
        const shard = router.route(key, String(hashKey(key)));
        expect([router.route(key), router.route(key)]).toEqual([shard, shard]);
      }),
    );
  });
});

describe("sequence numbers", () => {
  const second = fc.integer({ min: 946_684_800, max: 4_102_444_800 });
  const parts = fc.record({
    created: second,
    counter: fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 }),
    arrival: second,
    shardIndex: fc.nat(9999),
  });

  test("have 56 digits, and say when and where they were given", () => {
    fc.assert(
      fc.property(parts, (given) => {
        const sequence = sequenceNumber(given);
        expect(sequence).toMatch(/^\d{56}$/);
        expect(sequenceParts(sequence)).toEqual(given);
      }),
    );
  });

  test("grow with the counter within a shard, whatever the time of arrival", () => {
    fc.assert(
      fc.property(parts, second, (given, arrival) => {
        const [low, high] = [given, { ...given, counter: given.counter + 1, arrival }].map(sequenceNumber);
        expect(compareSequences(low!, high!)).toBeLessThan(0);
        expect(BigInt(low!) < BigInt(high!)).toBe(true);
      }),
    );
  });

  test("are above those of a shard that was created a second before, whatever its index", () => {
    fc.assert(
      fc.property(parts, parts, (older, other) => {
        const younger = { ...other, created: older.created + 1 };
        expect(compareSequences(sequenceNumber(older), sequenceNumber(younger))).toBeLessThan(0);
      }),
    );
  });

  test("a number next to one is none", () => {
    fc.assert(
      fc.property(parts, fc.constantFrom(1n, -1n), (given, step) => {
        expect(sequenceParts(String(BigInt(sequenceNumber(given)) + step))).toBeUndefined();
      }),
    );
  });

  test("compare as numbers do", () => {
    const number = fc.bigInt({ min: 0n, max: 10n ** 60n });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(Math.sign(compareSequences(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe("resharding", () => {
  const middle = String(HASH_KEYS / 2n);

  test("a split shard ends, names its children, and its key goes on in the right one", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    const client = kinesisClient(aws);
    const put = (key: string) => stream.put([{ partitionKey: key, data: Buffer.from(key) }]);
    put("a");
    const parent = stream.shards[0]!;
    await client.send(
      new SplitShardCommand({ StreamName: "raw", ShardToSplit: parent.id, NewStartingHashKey: middle }),
    );
    put("a");
    const [, low, high] = stream.shards;
    expect(parent.closed).toBe(true);
    expect([low!.parents, high!.parents]).toEqual([[parent.id], [parent.id]]);
    const owner = hashKey("a") < HASH_KEYS / 2n ? low! : high!;
    expect(owner.read("TRIM_HORIZON", 10, 1e6)).toHaveLength(1);
    expect(compareSequences(owner.lastSequence!, parent.lastSequence!)).toBeGreaterThan(0);

    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName: "raw",
        ShardId: parent.id,
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    const end = await client.send(new GetRecordsCommand({ ShardIterator }));
    expect(end.Records).toHaveLength(1);
    expect(end.NextShardIterator).toBeUndefined();
    expect(end.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([low!.id, high!.id]);
  });

  test("two adjacent shards merge into one with both as parents", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 2);
    const [one, two] = stream.shards.map(({ id }) => id);
    const client = kinesisClient(aws);
    await client.send(
      new MergeShardsCommand({ StreamName: "raw", ShardToMerge: one, AdjacentShardToMerge: two }),
    );
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: "raw" }));
    expect(StreamDescription?.Shards?.at(-1)).toMatchObject({
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(HASH_KEYS - 1n) },
      ParentShardId: one,
      AdjacentParentShardId: two,
    });
    const { Shards } = await client.send(
      new ListShardsCommand({ StreamName: "raw", ShardFilter: { Type: "AT_LATEST" } }),
    );
    expect(Shards).toHaveLength(1);
  });

  test.each([
    ["a split at the first hash key", { ShardToSplit: "shardId-000000000000", NewStartingHashKey: "0" }],
    [
      "a split beyond the last hash key",
      { ShardToSplit: "shardId-000000000000", NewStartingHashKey: middle },
    ],
  ])("%s is refused", async (_description, input) => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 3);
    const call = kinesisClient(aws).send(new SplitShardCommand({ StreamName: "raw", ...input }));
    expect(await errorOf(call)).toBe("InvalidArgumentException");
  });

  test("a closed shard is not split again", async () => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 1);
    const split = { StreamName: "raw", ShardToSplit: "shardId-000000000000", NewStartingHashKey: middle };
    const client = kinesisClient(aws);
    await client.send(new SplitShardCommand(split));
    await expect(client.send(new SplitShardCommand(split))).rejects.toThrow(/already been merged or split/);
  });

  test("shards that are apart do not merge", async () => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 3);
    const apart = { ShardToMerge: "shardId-000000000000", AdjacentShardToMerge: "shardId-000000000002" };
    const call = kinesisClient(aws).send(new MergeShardsCommand({ StreamName: "raw", ...apart }));
    expect(await errorOf(call)).toBe("InvalidArgumentException");
  });

  test("ListShards pages", async () => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 5);
    const client = kinesisClient(aws);
    const first = await client.send(new ListShardsCommand({ StreamName: "raw", MaxResults: 3 }));
    const second = await client.send(new ListShardsCommand({ NextToken: first.NextToken }));
    expect([first.Shards?.length, second.Shards?.length, second.NextToken]).toEqual([3, 2, undefined]);
  });
});
