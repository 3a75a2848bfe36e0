import { MessageChannel } from "node:worker_threads";
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeStreamSummaryCommand, KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { AwsFault, LocalAws } from "../../../../../scripts/local/aws/index.ts";
import { Carry } from "../../../../../scripts/local/runtime/lambda/carry.ts";
import { takeCarried } from "../../../../../scripts/local/runtime/lambda/take-carried.ts";
import { localAws, PLACE } from "../../aws/local-aws.ts";

const channels: MessageChannel[] = [];

afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
});

/** Longer than anything takes on a busy machine. */
const PATIENT_MS = 60_000;
const IMPATIENT_MS = 300;

type Way = "http" | "messages";

/** Settings of an SDK client that reaches the AWS in one of the two ways. */
function by(way: Way, aws: LocalAws, accessKeyId = "AKTEST", requestTimeout = PATIENT_MS) {
  const settings = {
    region: PLACE.region,
    endpoint: aws.url,
    credentials: { accessKeyId, secretAccessKey: "unused" },
    maxAttempts: 1,
  };
  if (way === "http") return { ...settings, requestHandler: { requestTimeout, throwOnRequestTimeout: true } };
  const channel = new MessageChannel();
  channels.push(channel);
  takeCarried(channel.port1, aws.respond);
  return { ...settings, requestHandler: new Carry(channel.port2).handler(requestTimeout) };
}

async function started() {
  const calls: unknown[] = [];
  const aws = await localAws({
    authorize: ({ accessKeyId }) => (accessKeyId === "AKDENIED" ? "It may not." : undefined),
    taps: {
      onKinesisPut: (stream, records, caller) => calls.push([stream, records.length, caller]),
      onCall: (service, operation, _ms, error) => calls.push([service, operation, error]),
    },
  });
  aws.kinesis.createStream("raw", 2);
  aws.dynamodb.createTable({ name: "predictions", partitionKey: { name: "id", type: "S" } });
  aws.sqs.createQueue("failed");
  return { aws, calls };
}

const put = (count: number, stream = "raw", bytes = 100) =>
  new PutRecordsCommand({
    StreamName: stream,
    Records: Array.from({ length: count }, (_, at) => ({
      PartitionKey: `k${at}`,
      Data: Buffer.alloc(bytes, at),
    })),
  });

type Started = Awaited<ReturnType<typeof started>>;
type Case = [what: string, act: (way: Way, run: Started) => Promise<unknown>];

const kinesis = (way: Way, { aws }: Started, key?: string, timeout?: number) =>
  new KinesisClient(by(way, aws, key, timeout));

const cases: Case[] = [
  ["a put", (way, run) => kinesis(way, run).send(put(3))],
  ["a put of megabytes", (way, run) => kinesis(way, run).send(put(5, "raw", 900_000))],
  ["a read", (way, run) => kinesis(way, run).send(new DescribeStreamSummaryCommand({ StreamName: "raw" }))],
  ["a stream that is not there", (way, run) => kinesis(way, run).send(put(1, "nosuch"))],
  ["a caller who may not", (way, run) => kinesis(way, run, "AKDENIED").send(put(1))],
  ["too many records", (way, run) => kinesis(way, run).send(put(501))],
  [
    "items",
    (way, { aws }) =>
      new DynamoDBClient(by(way, aws)).send(
        new BatchWriteItemCommand({
          RequestItems: { predictions: [{ PutRequest: { Item: { id: { S: "é" } } } }] },
        }),
      ),
  ],
  [
    "a message",
    (way, { aws }) =>
      new SQSClient(by(way, aws)).send(
        new SendMessageCommand({ QueueUrl: `${aws.url}/${PLACE.accountId}/failed`, MessageBody: "text" }),
      ),
  ],
];

const fault = (kind: AwsFault["kind"], more: Partial<AwsFault> = {}): AwsFault => ({
  service: "kinesis",
  action: "PutRecords",
  kind,
  probability: 1,
  ...more,
});

const faults: [what: string, fault: AwsFault, timeout?: number][] = [
  ["a throttled call", fault("throttle")],
  ["an error within AWS", fault("error")],
  ["entries that fail", fault("partial")],
  ["a call whose response is lost", fault("drop-response")],
  ["a response that comes too late", fault("delay", { delayMs: 2 * IMPATIENT_MS }), IMPATIENT_MS],
];
for (const [what, each, timeout] of faults)
  cases.push([
    what,
    (way, run) => {
      run.aws.faults.set([each]);
      return kinesis(way, run, undefined, timeout).send(put(2));
    },
  ]);

/** What a caller sees, and what AWS has of it, but for what is new at every call. */
async function seen(way: Way, act: Case[1]) {
  const run = await started();
  const outcome = await act(way, run).then(
    (response) => ({ response }),
    ({ name, code, $metadata }) => ({ name, code, status: $metadata?.httpStatusCode }),
  );
  const { aws, calls } = run;
  const counts = Object.entries(aws.counts()).map(([name, { calls, errors, bytesIn }]) => [
    name,
    calls,
    errors,
    bytesIn,
  ]);
  return JSON.parse(
    JSON.stringify({ outcome, calls, counts, struck: aws.faults.struck() }, (name, value) =>
      VOLATILE.has(name) ? undefined : value,
    ),
  );
}

const VOLATILE = new Set([
  "requestId",
  "MessageId",
  "SequenceNumber",
  "StreamCreationTimestamp",
  "totalRetryDelay",
]);

describe("a call that is carried by messages is the same as by HTTP", () => {
  test.each(cases)("%s", async (_what, act) => {
    const byHttp = await seen("http", act);
    expect(await seen("messages", act)).toEqual(byHttp);
  });

  test("and the cases are not all alike", async () => {
    const outcomes = await Promise.all(
      cases.map(async ([, act]) => JSON.stringify(await seen("messages", act))),
    );
    expect(new Set(outcomes).size).toBe(cases.length);
  });
});

test("a call that is given up is over at once, and its late response is nobody's", async () => {
  const run = await started();
  run.aws.faults.set([fault("delay", { delayMs: 1_000 })]);
  const client = kinesis("messages", run);
  const abort = new AbortController();
  const call = client.send(put(1), { abortSignal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  run.aws.faults.set([]);
  await expect(client.send(put(1))).resolves.toMatchObject({ FailedRecordCount: 0 });
});

test("a call that was given up before it began is not made", async () => {
  const run = await started();
  const client = kinesis("messages", run);
  const call = client.send(put(1), { abortSignal: AbortSignal.abort() });
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  await client.send(put(2));
  expect(run.calls.filter((each) => (each as unknown[])[0] === "raw")).toEqual([
    ["raw", 2, expect.anything()],
  ]);
});
