import assert from "node:assert/strict";
import {
  BatchWriteItemCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

export interface Use {
  what: string;
  work(): Promise<void>;
}

const EVENTS = 200;

/** Puts something into each place that the stack made and reads it back, by the names of the outputs. */
export function smoke(outputs: Record<string, string>, endpoint: string): Use[] {
  const config = {
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // The Kinesis client would speak HTTP/2, which a plain server does not.
    requestHandler: new NodeHttpHandler(),
  };
  const kinesis = new KinesisClient(config);
  const dynamodb = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const sqs = new SQSClient(config);
  return [
    ...[outputs.raw_stream!, outputs.enriched_stream!].map((stream) => ({
      what: `${EVENTS} records through ${stream}`,
      work: () => throughStream(kinesis, stream),
    })),
    {
      what: `an item in ${outputs.predictions_table}`,
      work: () => throughTable(dynamodb, outputs.predictions_table!),
    },
    ...[outputs.archive_bucket!, outputs.failed_bucket!, outputs.results_bucket!].map((bucket) => ({
      what: `an encrypted object in ${bucket}`,
      work: () => throughBucket(s3, bucket),
    })),
    { what: "a message through the failed queue", work: () => throughQueue(sqs, outputs.failed_queue_url!) },
  ];
}

async function throughStream(kinesis: KinesisClient, StreamName: string): Promise<void> {
  const sent = Array.from({ length: EVENTS }, (_, index) => `event ${index}`);
  const { FailedRecordCount } = await kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: sent.map((text, index) => ({ Data: Buffer.from(text), PartitionKey: String(index) })),
    }),
  );
  assert.equal(FailedRecordCount, 0);
  const read: string[] = [];
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  for (const { ShardId } of Shards) {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    read.push(...Records.map(({ Data }) => Buffer.from(Data!).toString()));
  }
  assert.deepEqual(read.sort(), sent.sort());
}

async function throughTable(dynamodb: DynamoDBClient, table: string): Promise<void> {
  const key = { pk: { S: "person#smoke" }, sk: { S: "2026-01-01T00:00:00.000Z#event" } };
  await dynamodb.send(
    new BatchWriteItemCommand({
      RequestItems: { [table]: [{ PutRequest: { Item: { ...key, expires_at: { N: "4102444800" } } } }] },
    }),
  );
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "pk = :user",
      ExpressionAttributeValues: { ":user": key.pk },
    }),
  );
  assert.deepEqual(
    Items?.map(({ sk }) => sk),
    [key.sk],
  );
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: table }));
  assert.deepEqual(TimeToLiveDescription, { AttributeName: "expires_at", TimeToLiveStatus: "ENABLED" });
}

async function throughBucket(s3: S3Client, Bucket: string): Promise<void> {
  const Key = "smoke/object";
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: "smoke" }));
  const { Body, ServerSideEncryption } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await Body?.transformToString(), "smoke");
  assert.equal(ServerSideEncryption, "aws:kms");
}

async function throughQueue(sqs: SQSClient, QueueUrl: string): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "smoke" }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  // S3 may have announced an object of its own accord.
  assert.ok(Messages?.some(({ Body }) => Body === "smoke"));
}
