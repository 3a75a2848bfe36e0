import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach } from "@jest/globals";
import { type LocalAws, type LocalAwsOptions, startAws } from "../../../../scripts/local/aws/index.ts";

export const PLACE = { region: "eu-central-1", accountId: "123456789012" };

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A local AWS on a free port with an empty folder; it is gone after the test. */
export async function localAws(options: Partial<LocalAwsOptions> = {}): Promise<LocalAws> {
  const dataDir = await mkdtemp(join(tmpdir(), "local-aws-"));
  const aws = await startAws({ port: 0, dataDir, ...PLACE, ...options });
  running.push(async () => {
    await aws.close();
    await rm(dataDir, { recursive: true });
  });
  return aws;
}

type Client = { destroy(): void };

function opened<C extends Client>(client: C): C {
  running.unshift(async () => client.destroy());
  return client;
}

const settings = (aws: { url: string }, accessKeyId: string) => ({
  region: PLACE.region,
  endpoint: aws.url,
  credentials: { accessKeyId, secretAccessKey: "unused" },
  // One attempt: the tests look at what a call returns, not at what the SDK makes of it.
  maxAttempts: 1,
});

export const kinesisClient = (aws: { url: string }, key = "AKTEST") =>
  opened(new KinesisClient(settings(aws, key)));
export const dynamoClient = (aws: { url: string }, key = "AKTEST") =>
  opened(new DynamoDBClient(settings(aws, key)));
export const s3Client = (aws: { url: string }, key = "AKTEST") =>
  opened(new S3Client({ ...settings(aws, key), forcePathStyle: true }));
export const sqsClient = (aws: { url: string }, key = "AKTEST") => opened(new SQSClient(settings(aws, key)));
export const secretsClient = (aws: { url: string }, key = "AKTEST") =>
  opened(new SecretsManagerClient(settings(aws, key)));

/** The name of the AWS error that a call ends with; "none" if it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    return (error as Error).name;
  }
}

/** Numbers that repeat: each call gives the next, then from the front. */
export function sequenceOf(...values: number[]): () => number {
  let at = 0;
  return () => values[at++ % values.length]!;
}
