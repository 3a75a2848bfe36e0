import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as commands from "@aws-sdk/client-kinesis";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { kinesisClient, localAws, PLACE } from "../local-aws.ts";

/** kinesis-local, an independent Kinesis, is the oracle. */
let oracleProcess: ChildProcess;
let oracle: KinesisClient;

beforeAll(async () => {
  const [plain, tls] = [await freePort(), await freePort()];
  const main = fileURLToPath(import.meta.resolve("kinesis-local"));
  oracleProcess = spawn(process.execPath, [main], {
    // Its certificate lies beside it and is looked for in the working directory.
    cwd: dirname(main),
    stdio: "ignore",
    env: {
      KINESIS_MOCK_PLAIN_PORT: String(plain),
      KINESIS_MOCK_TLS_PORT: String(tls),
      AWS_ACCOUNT_ID: PLACE.accountId,
      AWS_REGION: PLACE.region,
      LOG_LEVEL: "ERROR",
      ...Object.fromEntries(
        ["CREATE_STREAM", "SPLIT_SHARD", "MERGE_SHARDS"].map((name) => [`${name}_DURATION`, "1ms"]),
      ),
    },
  });
  oracle = new KinesisClient({
    region: PLACE.region,
    endpoint: `http://127.0.0.1:${plain}`,
    credentials: { accessKeyId: "AK", secretAccessKey: "s" },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  await until(() => oracle.send(new commands.ListStreamsCommand({})));
}, 30_000);

afterAll(async () => {
  oracle.destroy();
  if (oracleProcess.kill()) await once(oracleProcess, "exit");
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Repeats a call until it succeeds; the test's own time limit ends it. */
async function until<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

type Send = (operation: string, input: object) => Promise<unknown>;
type Command = new (input: object) => unknown;

/** A stream of two shards, and calls on it whose responses lack what no two services share. */
async function streamOn(client: KinesisClient): Promise<Send> {
  await client.send(new commands.CreateStreamCommand({ StreamName: "raw", ShardCount: 2 }));
  const isActive = async () => {
    const { StreamDescriptionSummary } = await client.send(
      new commands.DescribeStreamSummaryCommand({ StreamName: "raw" }),
    );
    if (StreamDescriptionSummary?.StreamStatus !== "ACTIVE") throw new Error("not yet active");
  };
  await until(isActive);
  return async (operation, input) => {
    const command = new (commands as unknown as Record<string, Command>)[`${operation}Command`]!(input);
    try {
      const answer = await client.send(command as never);
      await until(isActive);
      return answer;
    } catch (error) {
      return { error: (error as Error).name };
    }
  };
}

/** What two services have in common; the order of sequence numbers shows in the order of the records. */
function comparable(answer: unknown): unknown {
  const normal = (name: string, value: unknown): unknown => {
    if (/Timestamp|NextShardIterator|MillisBehindLatest|EncryptionType|\$metadata/.test(name))
      return undefined;
    // The oracle divides 2^128 − 1 by the shards, and so ends each but the last one key earlier than AWS does.
    if (name === "HashKeyRange") return undefined;
    if (typeof value === "string" && /^\d{19,56}$/.test(value)) return "a sequence number";
    // AWS calls a broken constraint of the model a ValidationException; the oracle has one name for all bad input.
    if (value === "ValidationException") return "InvalidArgumentException";
    if (name === "ParentShards") return [...(value as string[])].sort();
    return name === "ErrorMessage" ? "message" : value;
  };
  return JSON.parse(JSON.stringify(answer, normal));
}

const record = (PartitionKey: string, more: object = {}) => ({
  PartitionKey,
  Data: Buffer.from(PartitionKey),
  ...more,
});
const inStream = (more: object) => ({ StreamName: "raw", ...more });
const [FIRST, SECOND] = ["shardId-000000000000", "shardId-000000000001"];

const CALLS: [description: string, operation: string, input: object][] = [
  [
    "many keys",
    "PutRecords",
    inStream({ Records: Array.from({ length: 100 }, (_, key) => record(`key ${key} é`)) }),
  ],
  [
    "explicit hash keys",
    "PutRecords",
    inStream({
      Records: ["0", String((1n << 128n) - 1n)].map((ExplicitHashKey) => record("k", { ExplicitHashKey })),
    }),
  ],
  ["one record", "PutRecord", inStream(record("a"))],
  ["no such stream", "PutRecord", { ...record("a"), StreamName: "none" }],
  ["an empty key", "PutRecord", inStream(record("a", { PartitionKey: "" }))],
  ["the stream", "DescribeStream", inStream({})],
  ["its shards", "ListShards", inStream({})],
  [
    "no such shard",
    "GetShardIterator",
    inStream({ ShardId: "shardId-000000000009", ShardIteratorType: "LATEST" }),
  ],
  [
    "no sequence number",
    "GetShardIterator",
    inStream({ ShardId: FIRST, ShardIteratorType: "AT_SEQUENCE_NUMBER" }),
  ],
  ["a split", "SplitShard", inStream({ ShardToSplit: FIRST, NewStartingHashKey: String(1n << 126n) })],
  ["a split outside the shard", "SplitShard", inStream({ ShardToSplit: SECOND, NewStartingHashKey: "5" })],
  ["shards after the split", "ListShards", inStream({})],
  [
    "a merge of shards that are apart",
    "MergeShards",
    inStream({ ShardToMerge: "shardId-000000000002", AdjacentShardToMerge: SECOND }),
  ],
  [
    "a merge",
    "MergeShards",
    inStream({ ShardToMerge: "shardId-000000000003", AdjacentShardToMerge: SECOND }),
  ],
  ["shards after the merge", "ListShards", inStream({})],
];

describe("answers as kinesis-local does", () => {
  test("call after call", async () => {
    const local = await streamOn(kinesisClient(await localAws()));
    const other = await streamOn(oracle);
    for (const [description, operation, input] of CALLS) {
      const [actual, expected] = [await local(operation, input), await other(operation, input)];
      expect({ description, answer: comparable(actual) }).toEqual({
        description,
        answer: comparable(expected),
      });
    }
    for (const shard of [FIRST, SECOND]) {
      const read = async (send: Send) => {
        const from = { ShardId: shard, ShardIteratorType: "TRIM_HORIZON" };
        const { ShardIterator } = (await send("GetShardIterator", inStream(from))) as {
          ShardIterator: string;
        };
        return comparable(await send("GetRecords", { ShardIterator }));
      };
      expect(await read(local)).toEqual(await read(other));
    }
  }, 30_000);
});
