import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { tailStream } from "../../../shared/aws/stream-tail.ts";
import { serviceError } from "./pace.ts";

const kinesis = mockClient(KinesisClient);
beforeEach(() => {
  kinesis.reset();
  kinesis.on(GetShardIteratorCommand).callsFake(({ ShardId, ShardIteratorType, StartingSequenceNumber }) => ({
    ShardIterator: [ShardId, ShardIteratorType, StartingSequenceNumber].filter(Boolean).join(" "),
  }));
});

const shard = (ShardId: string, ended?: string) => ({
  ShardId,
  HashKeyRange: { StartingHashKey: "0", EndingHashKey: "1" },
  SequenceNumberRange: { StartingSequenceNumber: "0", EndingSequenceNumber: ended },
});

const page = (texts: readonly string[], next?: string, more: Partial<GetRecordsCommandOutput> = {}) => ({
  Records: texts.map((text) => ({
    Data: Buffer.from(text),
    SequenceNumber: `after-${text}`,
    PartitionKey: "k",
  })),
  NextShardIterator: next,
  MillisBehindLatest: 0,
  ...more,
});

/** Texts until so many came, or nobody slept so often; and how often somebody did. */
async function tailed(most: number, sleeps = 5): Promise<{ texts: string[]; slept: number }> {
  const ending = new AbortController();
  let slept = 0;
  const pace = {
    sleep: async () => {
      slept += 1;
      if (slept >= sleeps) ending.abort();
    },
  };
  const texts: string[] = [];
  for await (const data of tailStream(new KinesisClient({}), "enriched", ending.signal, pace)) {
    texts.push(Buffer.from(data).toString());
    if (texts.length >= most) ending.abort();
  }
  return { texts, slept };
}

const begun = () =>
  kinesis
    .commandCalls(GetShardIteratorCommand)
    .map(({ args: [{ input }] }) => [input.ShardId, input.ShardIteratorType, input.StartingSequenceNumber]);
const read = () =>
  kinesis.commandCalls(GetRecordsCommand).map(({ args: [{ input }] }) => input.ShardIterator);

describe("tailStream", () => {
  test("begins at the latest record of every open shard, of all pages of the list", async () => {
    kinesis
      .on(ListShardsCommand)
      .resolvesOnce({ Shards: [shard("a"), shard("closed", "9")], NextToken: "more" })
      .resolves({ Shards: [shard("b")] });
    kinesis
      .on(GetRecordsCommand)
      .callsFake(({ ShardIterator }) => page([`of ${ShardIterator}`], ShardIterator));
    expect((await tailed(2)).texts).toEqual(["of a LATEST", "of b LATEST"]);
    expect(begun()).toEqual([
      ["a", "LATEST", undefined],
      ["b", "LATEST", undefined],
    ]);
    const [first, second] = kinesis.commandCalls(ListShardsCommand).map(({ args: [{ input }] }) => input);
    // A token comes alone: with the name beside it the service refuses it.
    expect([first, second]).toEqual([{ StreamName: "enriched" }, { NextToken: "more" }]);
  });

  test("goes on from page to page, and waits only where it has read all", async () => {
    kinesis.on(ListShardsCommand).resolves({ Shards: [shard("a")] });
    kinesis
      .on(GetRecordsCommand)
      .resolvesOnce(page(["1", "2"], "i-1", { MillisBehindLatest: 500 }))
      .resolvesOnce(page(["3"], "i-2", { MillisBehindLatest: 100 }))
      .resolves(page([], "i-3"));
    const { texts, slept } = await tailed(9, 2);
    expect(texts).toEqual(["1", "2", "3"]);
    expect(read().slice(0, 4)).toEqual(["a LATEST", "i-1", "i-2", "i-3"]);
    expect(slept).toBe(2);
  });

  test("asks again at the same place when it is throttled", async () => {
    kinesis.on(ListShardsCommand).resolves({ Shards: [shard("a")] });
    kinesis
      .on(GetRecordsCommand)
      .rejectsOnce(serviceError("ProvisionedThroughputExceededException"))
      .resolves(page(["1"], "i-1"));
    expect((await tailed(1)).texts).toEqual(["1"]);
    expect(read()).toEqual(["a LATEST", "a LATEST"]);
  });

  test("goes on behind what it has read when nobody looked for five minutes", async () => {
    kinesis.on(ListShardsCommand).resolves({ Shards: [shard("a")] });
    kinesis
      .on(GetRecordsCommand)
      .resolvesOnce(page(["1"], "i-1"))
      .rejectsOnce(serviceError("ExpiredIteratorException"))
      .resolves(page(["2"], "i-2"));
    expect((await tailed(2)).texts).toEqual(["1", "2"]);
    expect(begun().at(-1)).toEqual(["a", "AFTER_SEQUENCE_NUMBER", "after-1"]);
    expect(read().at(-1)).toBe("a AFTER_SEQUENCE_NUMBER after-1");
  });

  test("follows the children of a shard that was split, from their beginning, and those of a merge once", async () => {
    kinesis.on(ListShardsCommand).resolves({ Shards: [shard("a"), shard("b")] });
    const child = { ShardId: "c", ParentShards: ["a", "b"], HashKeyRange: undefined };
    kinesis
      .on(GetRecordsCommand)
      .callsFake(({ ShardIterator }) =>
        ShardIterator.endsWith("LATEST")
          ? page([`last of ${ShardIterator}`], undefined, { ChildShards: [child] })
          : page(["of the child"], ShardIterator),
      );
    const { texts } = await tailed(3);
    expect(texts).toEqual(["last of a LATEST", "last of b LATEST", "of the child"]);
    expect(begun().slice(2)).toEqual([["c", "TRIM_HORIZON", undefined]]);
  });

  test("ends with the signal, and where there is nothing left to read", async () => {
    kinesis.on(ListShardsCommand).resolves({ Shards: [shard("a")] });
    kinesis.on(GetRecordsCommand).resolves(page(["1"]));
    expect((await tailed(9)).texts).toEqual(["1"]);
    kinesis.on(ListShardsCommand).resolves({ Shards: [] });
    expect((await tailed(9)).texts).toEqual([]);
  });

  test("throws what nobody can wait for", async () => {
    kinesis.on(ListShardsCommand).resolves({ Shards: [shard("a")] });
    kinesis.on(GetRecordsCommand).rejects(serviceError("AccessDeniedException"));
    await expect(tailed(1)).rejects.toThrow("AccessDeniedException happened");
  });
});
