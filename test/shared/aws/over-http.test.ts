import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { failedHandler } from "../../../functions/failed/handler.ts";
import { type LocalAws, startAws } from "../../../scripts/local/aws/index.ts";
import { replay } from "../../../scripts/replay/run.ts";
import {
  newDynamoClient,
  newKinesisClient,
  newS3Client,
  newSecretsClient,
  newSqsClient,
} from "../../../shared/aws/clients.ts";
import { tableSink } from "../../../shared/aws/dynamodb.ts";
import { kinesisSink } from "../../../shared/aws/kinesis.ts";
import { objectReader, objectStore } from "../../../shared/aws/s3.ts";
import { secretReader } from "../../../shared/aws/secrets.ts";
import { queueSink } from "../../../shared/aws/sqs.ts";
import { streamReader } from "../../../shared/aws/stream-reader.ts";
import { withoutReplayed } from "../../../shared/failure/replayed.ts";
import { failureSink } from "../../../shared/failure/sink.ts";
import type { TableAttribute } from "../../../shared/table.ts";
import { writtenItem } from "../../builders/written-item.ts";
import { failureAt } from "../failure/builders.ts";

/** The adapters with the clients as functions have them, over HTTP, against a service that misbehaves. */
let aws: LocalAws;
const before = { ...process.env };
const soon = () => Date.now() + 20_000;

beforeAll(async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "aws-"));
  aws = await startAws({ port: 0, dataDir, region: "eu-west-1", accountId: "000000000000" });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  aws.kinesis.createStream("raw", 2);
  aws.kinesis.createStream("enriched", 2);
  aws.s3.createBucket("failed-events");
  aws.sqs.createQueue("failed");
  const key = (name: string) => ({ name, type: "S" as const });
  aws.dynamodb.createTable({ name: "predictions", partitionKey: key("pk"), sortKey: key("sk") });
});
beforeEach(() => aws.faults.set([]));
afterAll(async () => {
  process.env = before;
  await aws.close();
});

const recordsOf = (stream: string) =>
  aws.kinesis.stream(stream).shards.map((shard) => shard.read("TRIM_HORIZON", 100_000, 2 ** 30));

describe("over HTTP", () => {
  test("a stream that fails, throttles and takes only parts gets every record, and keys keep their order", async () => {
    aws.faults.set([
      { service: "kinesis", action: "PutRecords", kind: "partial", probability: 0.2, times: 60 },
      { service: "kinesis", action: "PutRecords", kind: "throttle", probability: 0.3, times: 4 },
      { service: "kinesis", action: "PutRecords", kind: "error", probability: 0.3, times: 2 },
    ]);
    const records = Array.from({ length: 300 }, (_, index) => ({
      partitionKey: `k${index % 60}`,
      data: Buffer.from(String(index)),
    }));
    expect(await kinesisSink(newKinesisClient(), "raw").put(records, soon())).toEqual([]);
    const byKey = Map.groupBy(recordsOf("raw").flat(), ({ partitionKey }) => partitionKey);
    for (const [key, found] of byKey) {
      const numbers = found.map(({ data }) => Number(data.toString()));
      expect(numbers).toEqual([0, 1, 2, 3, 4].map((round) => round * 60 + Number(key.slice(1))));
    }
    expect(byKey.size).toBe(60);
    expect(aws.faults.struck()[0]).toBeGreaterThan(0);
  });

  test("an answer that is lost makes a copy, never a gap", async () => {
    aws.kinesis.createStream("lossy", 1);
    aws.faults.set([
      { service: "kinesis", action: "PutRecords", kind: "drop-response", probability: 1, times: 1 },
    ]);
    const sink = kinesisSink(newKinesisClient(), "lossy");
    expect(await sink.put([{ partitionKey: "a", data: Buffer.from("x") }], soon())).toEqual([]);
    expect(recordsOf("lossy").flat().length).toBeGreaterThanOrEqual(2);
  });

  test("a table that leaves items unprocessed gets every item", async () => {
    aws.faults.set([
      { service: "dynamodb", action: "BatchWriteItem", kind: "partial", probability: 0.4, times: 100 },
    ]);
    const items = Array.from({ length: 120 }, (_, index) =>
      writtenItem({ pk: { S: `u${index}` }, sk: { S: "1" } }),
    );
    expect(await tableSink(newDynamoClient(), "predictions").write(items, soon())).toEqual([]);
    expect(aws.dynamodb.table("predictions").count).toBe(120);
  });

  test.each([
    {
      what: "stream",
      use: () =>
        kinesisSink(newKinesisClient(), "nowhere").put(
          [{ partitionKey: "a", data: Buffer.from("x") }],
          soon(),
        ),
    },
    {
      what: "table",
      use: () =>
        tableSink(newDynamoClient(), "nowhere").write(
          [writtenItem({ pk: { S: "a" }, sk: { S: "b" } })],
          soon(),
        ),
    },
    { what: "bucket", use: () => objectStore(newS3Client(), "nowhere").put("k", Buffer.from("x")) },
    { what: "secret", use: () => secretReader(newSecretsClient())("nowhere") },
  ])("a $what that is not there is an error at once", async ({ use }) => {
    await expect(use()).rejects.toThrow();
  });

  test.each<{ what: string; sent: TableAttribute; stored: object }>([
    { what: "text", sent: { S: 'é "quoted" \\ \n 🛒' }, stored: { S: 'é "quoted" \\ \n 🛒' } },
    {
      what: "nested values",
      sent: {
        M: { list: { L: [{ N: "1.5" }, { BOOL: false }, { NULL: true as const }] }, set: { NS: ["1"] } },
      },
      stored: { M: { list: { L: [{ N: "1.5" }, { BOOL: false }, { NULL: true }] }, set: { NS: ["1"] } } },
    },
  ])("an attribute with $what is stored as it was given", async ({ what, sent, stored }) => {
    const item = writtenItem({ pk: { S: what }, sk: { S: "1" }, value: sent });
    expect(await tableSink(newDynamoClient(), "predictions").write([item], soon())).toEqual([]);
    const found = [...aws.dynamodb.table("predictions").items()].find(({ pk }) => pk?.S === what);
    expect(found?.value).toEqual(stored);
  });

  test("a record's bytes and key are stored as they were given", async () => {
    aws.kinesis.createStream("bytes", 1);
    const record = {
      partitionKey: 'é"\\',
      data: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    };
    expect(await kinesisSink(newKinesisClient(), "bytes").put([record], soon())).toEqual([]);
    expect(recordsOf("bytes").flat()).toMatchObject([record]);
  });

  test("a secret and an object come back as they were stored", async () => {
    aws.secrets.set("model-token", "s3cret");
    expect(await secretReader(newSecretsClient())("model-token")).toBe("s3cret");
    const store = objectStore(newS3Client(), "failed-events");
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await store.put("a/b=c/d.bin", bytes, { contentType: "application/gzip" });
    expect(Buffer.from(await store.get("a/b=c/d.bin"))).toEqual(bytes);
  });

  test("an object is read from a byte on", async () => {
    const text = "a line\n".repeat(100_000);
    await objectStore(newS3Client(), "failed-events").put("lines", Buffer.from(text));
    const read = async (from: number) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of objectReader(newS3Client()).read({
        bucket: "failed-events",
        key: "lines",
        from,
      }))
        pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };
    expect(await read(0)).toBe(text);
    expect(await read(7 * 99_999)).toBe("a line\n");
  });

  test("a failed event goes the whole way: queue, bucket, replay, stream", async () => {
    aws.faults.set([
      { service: "sqs", action: "SendMessageBatch", kind: "partial", probability: 0.5, times: 3 },
    ]);
    const store = objectStore(newS3Client(), "failed-events");
    const payloads = ['{"user_id":"u1","event_id":"e1"}', `{"user_id":"u2","note":"${"x".repeat(200_000)}"}`];
    const queue = queueSink(newSqsClient(), aws.sqs.url("failed"));
    const failures = payloads.map((text, index) =>
      failureAt(index, { stage: "enrich", reason: "unpublishable", payload: Buffer.from(text) }),
    );
    expect(await failureSink({ component: "enrich", queue, store }).publish(failures, soon())).toEqual([]);

    const messages = await aws.sqs.receive("failed", { max: 10 });
    const reader = streamReader(newKinesisClient());
    const handle = failedHandler({
      store,
      reader,
      queue,
      objects: objectReader(newS3Client()),
      prefix: "failed/",
      report: () => undefined,
      now: Date.now,
    });
    const Records = messages.map((message) => ({
      ...message,
      eventSourceARN: aws.sqs.arn("failed"),
    })) as never;
    const response = await handle({ Records }, { deadline: soon(), functionArn: "arn", requestId: "r" });
    expect(response).toEqual({ batchItemFailures: [] });

    const streams = {
      raw: kinesisSink(newKinesisClient(), "enriched"),
      enriched: kinesisSink(newKinesisClient(), "raw"),
      lanes: 4,
    };
    const filter = { since: 0, until: Number.POSITIVE_INFINITY };
    const { done } = await replay({
      store,
      filter,
      changes: {},
      all: false,
      force: false,
      maxReplays: 3,
      apply: streams,
    });
    expect(done).toMatchObject({ put: 2, left: 0 });
    const texts = recordsOf("enriched")
      .flat()
      .map(({ data }) => withoutReplayed(data.toString()));
    expect(texts.sort()).toEqual([...payloads].sort());
  });

  test("an abandoned range is read from the stream, and nothing once it is gone", async () => {
    const stream = aws.kinesis.createStream("ranges", 1);
    const put = stream.put(
      Array.from({ length: 10 }, (_, index) => ({ partitionKey: "k", data: Buffer.from(String(index)) })),
    );
    const range = {
      streamArn: stream.arn,
      shardId: stream.shards[0]!.id,
      startSequenceNumber: put[2]!.sequenceNumber,
      endSequenceNumber: put[6]!.sequenceNumber,
    };
    const read = async (of: typeof range) => {
      const found: string[] = [];
      for await (const page of streamReader(newKinesisClient()).read(of, soon()))
        found.push(...page.map(({ data }) => Buffer.from(data).toString()));
      return found;
    };
    expect(await read(range)).toEqual(["2", "3", "4", "5", "6"]);
    expect(await read({ ...range, shardId: "shardId-000000000099" })).toEqual([]);
  });
});
