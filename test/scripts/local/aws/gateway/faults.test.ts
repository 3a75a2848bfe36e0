import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, PutRecordCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "@jest/globals";
import { FaultPlan } from "../../../../../scripts/local/aws/gateway/faults.ts";
import {
  dynamoClient,
  errorOf,
  kinesisClient,
  localAws,
  s3Client,
  sequenceOf,
  sqsClient,
} from "../local-aws.ts";

const half = () => sequenceOf(0.1, 0.9);

describe("single entries fail", () => {
  test("of PutRecords, and only they are not stored", async () => {
    const aws = await localAws({ random: half() });
    const stream = aws.kinesis.createStream("raw", 1);
    aws.faults.set([{ service: "kinesis", action: "PutRecords", kind: "partial", probability: 0.5 }]);
    const Records = ["a", "b", "c", "d"].map((text) => ({ PartitionKey: "k", Data: Buffer.from(text) }));
    const answer = await kinesisClient(aws).send(new PutRecordsCommand({ StreamName: "raw", Records }));
    expect(answer.FailedRecordCount).toBe(2);
    const throttled = "ProvisionedThroughputExceededException";
    expect(answer.Records?.map((record) => record.ErrorCode)).toEqual([
      throttled,
      undefined,
      throttled,
      undefined,
    ]);
    expect(stream.shards[0]!.read("TRIM_HORIZON", 10, 1e6).map(({ data }) => data.toString())).toEqual([
      "b",
      "d",
    ]);
    expect(aws.faults.struck()).toEqual([2]);
  });

  test("of BatchWriteItem, and come back as they were sent", async () => {
    const written: unknown[] = [];
    const aws = await localAws({
      random: half(),
      taps: { onDynamoWrite: (_table, items) => written.push(...items) },
    });
    const table = aws.dynamodb.createTable({ name: "tab", partitionKey: { name: "pk", type: "S" } });
    aws.faults.set([{ service: "dynamodb", action: "*", kind: "partial", probability: 0.5 }]);
    const put = (key: string) => ({ PutRequest: { Item: { pk: { S: key } } } });
    const RequestItems = { tab: [put("a"), put("b"), put("c")] };
    const answer = await dynamoClient(aws).send(new BatchWriteItemCommand({ RequestItems }));
    expect(answer.UnprocessedItems).toEqual({ tab: [put("a"), put("c")] });
    expect([...table.items()]).toEqual([{ pk: { S: "b" } }]);
    expect(written).toEqual([{ pk: { S: "b" } }]);
  });

  test("of SendMessageBatch, and are listed as failed", async () => {
    const aws = await localAws({ random: half() });
    const QueueUrl = aws.sqs.createQueue("failed");
    aws.faults.set([{ service: "sqs", action: "SendMessageBatch", kind: "partial", probability: 0.5 }]);
    const Entries = ["a", "b"].map((Id) => ({ Id, MessageBody: Id }));
    const answer = await sqsClient(aws).send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Failed).toMatchObject([{ Id: "a", SenderFault: false }]);
    expect(answer.Successful).toMatchObject([{ Id: "b" }]);
    expect(aws.sqs.depth("failed").visible).toBe(1);
  });
});

describe("whole calls fail", () => {
  const put = (StreamName: string) =>
    new PutRecordCommand({ StreamName, PartitionKey: "k", Data: Buffer.from("x") });

  test.each([
    ["throttle", "ProvisionedThroughputExceededException"],
    ["error", "InternalFailure"],
  ] as const)("%s: nothing is done and the code is the service's own", async (kind, name) => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    aws.faults.set([{ service: "kinesis", action: "PutRecord", kind, probability: 1, times: 1 }]);
    const client = kinesisClient(aws);
    expect(await errorOf(client.send(put("raw")))).toBe(name);
    expect(stream.shards[0]!.lastSequence).toBeUndefined();
    expect(await errorOf(client.send(put("raw")))).toBe("none");
  });

  test("a dropped response was committed; the connection is cut, and the next one works", async () => {
    const aws = await localAws();
    const stream = aws.kinesis.createStream("raw", 1);
    aws.s3.createBucket("archive");
    aws.faults.set([{ service: "*", action: "*", kind: "drop-response", probability: 1, times: 2 }]);
    const [http2, http1] = [kinesisClient(aws), s3Client(aws)];
    await expect(http2.send(put("raw"))).rejects.toThrow();
    await expect(
      http1.send(new PutObjectCommand({ Bucket: "archive", Key: "k", Body: "x" })),
    ).rejects.toThrow();
    expect(stream.shards[0]!.read("TRIM_HORIZON", 10, 1e6)).toHaveLength(1);
    expect((await aws.s3.get("archive", "k"))?.toString()).toBe("x");
    await http2.send(new DescribeStreamCommand({ StreamName: "raw" }));
    await http1.send(new ListBucketsCommand({}));
  });

  test("a delayed call is answered all the same", async () => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 1);
    aws.faults.set([{ service: "kinesis", action: "PutRecord", kind: "delay", probability: 1, delayMs: 5 }]);
    expect(await errorOf(kinesisClient(aws).send(put("raw")))).toBe("none");
    expect(aws.faults.struck()).toEqual([1]);
  });
});

describe("FaultPlan", () => {
  const fault = { service: "s3", action: "PutObject", kind: "delay", probability: 1, delayMs: 7 } as const;

  test.each([
    ["strikes its operation", {}, "s3", "PutObject", 7],
    ["leaves another operation alone", {}, "s3", "GetObject", 0],
    ["leaves another service alone", {}, "sqs", "PutObject", 0],
    ["a star is every service", { service: "*" }, "sqs", "PutObject", 7],
    ["ends at its time", { until: 1000 }, "s3", "PutObject", 0],
    ["strikes until its time", { until: 1001 }, "s3", "PutObject", 7],
    ["never strikes at probability 0", { probability: 0 }, "s3", "PutObject", 0],
  ])("%s", (_description, override, service, action, delay) => {
    const plan = new FaultPlan(
      () => 0,
      () => 1000,
    );
    plan.set([{ ...fault, ...override }]);
    expect(plan.before(service, action)).toBe(delay);
  });
});

describe("calls that are refused for the moment", () => {
  test("are told why, as one who has to try again is, and go through afterwards", async () => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 1);
    const put = (key: string) =>
      kinesisClient(aws, key).send(
        new PutRecordCommand({ StreamName: "raw", PartitionKey: "k", Data: Buffer.from("a") }),
      );
    aws.refuse(({ accessKeyId }) => (accessKeyId === "AKOTHER" ? "Later, please." : undefined));
    await expect(put("AKOTHER")).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
      message: "Later, please.",
    });
    expect(await errorOf(put("AKFUNCTION"))).toBe("none");
    aws.refuse(undefined);
    expect(await errorOf(put("AKOTHER"))).toBe("none");
  });
});
