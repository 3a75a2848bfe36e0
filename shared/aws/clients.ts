import { AthenaClient } from "@aws-sdk/client-athena";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { UndiciHttpHandler } from "@smithy/undici-http-handler";
import { carrier } from "./carrier.ts";

/** The one place where AWS clients are made. Each is made once a cold start and kept for the life of the process. */

interface Limits {
  /** Connections that may be open at once, hence requests under way. */
  sockets: number;
  /** Longest wait for one response, ms. */
  requestTimeout: number;
}

const CONNECT_MS = 1_000;

/** The sinks go on with backoff until their deadline; the client itself only covers a dropped connection. */
const retries = { maxAttempts: 3, retryMode: "standard" };

/**
 * HTTP/1.1 with kept-alive, bounded sockets. It also replaces the Kinesis client's default, HTTP/2 with prior
 * knowledge, which one slow stream blocks and which does not fall back. A silent service ends in a
 * TimeoutError, which counts as transient, well inside a function's own deadline.
 */
const httpTransport = ({ sockets, requestTimeout }: Limits) => ({
  requestHandler: new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    requestTimeout,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: sockets },
    httpsAgent: { keepAlive: true, maxSockets: sockets },
  }),
  ...retries,
});

/** The same, or what somebody carries requests by whose bodies and responses are each in one piece. */
const transport = (limits: Limits) => carried(limits) ?? httpTransport(limits);

function carried({ requestTimeout }: Limits) {
  const carry = carrier();
  return carry && { requestHandler: carry(requestTimeout), ...retries };
}

/**
 * The same by undici, which needs less processor time for many small requests. Only in functions that already contain
 * undici for the model or Elasticsearch: it would add 180 KB to the zipped code of others.
 */
const leanTransport = ({ sockets, requestTimeout }: Limits) =>
  carried({ sockets, requestTimeout }) ?? {
    requestHandler: new UndiciHttpHandler({
      dispatcher: {
        connections: sockets,
        connect: { timeout: CONNECT_MS },
        headersTimeout: requestTimeout,
        bodyTimeout: requestTimeout,
        keepAliveTimeout: 30_000,
      },
    }),
    ...retries,
  };

/**
 * Each client copies every input and output for a debug log, attribute by attribute, even without such a log. That is
 * a noticeable part of the processor time of `predict`.
 */
function unlogged<Client extends { middlewareStack: { remove(name: string): boolean } }>(
  client: Client,
): Client {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

export const newKinesisClient = (): KinesisClient =>
  unlogged(new KinesisClient(transport({ sockets: 16, requestTimeout: 5_000 })));

export const newDynamoClient = (): DynamoDBClient =>
  unlogged(new DynamoDBClient(leanTransport({ sockets: 32, requestTimeout: 3_000 })));

export const newSqsClient = (): SQSClient =>
  unlogged(new SQSClient(transport({ sockets: 16, requestTimeout: 5_000 })));

export const newSecretsClient = (): SecretsManagerClient =>
  new SecretsManagerClient(transport({ sockets: 4, requestTimeout: 3_000 }));

export const newLogsClient = (): CloudWatchLogsClient =>
  new CloudWatchLogsClient(transport({ sockets: 4, requestTimeout: 10_000 }));

export const newFirehoseClient = (): FirehoseClient =>
  new FirehoseClient(transport({ sockets: 4, requestTimeout: 10_000 }));

export const newElastiCacheClient = (): ElastiCacheClient =>
  new ElastiCacheClient(transport({ sockets: 4, requestTimeout: 15_000 }));

export const newAthenaClient = (): AthenaClient =>
  new AthenaClient(transport({ sockets: 4, requestTimeout: 15_000 }));

/** For a function that a person waits for: as long as any may take (900 s), and never twice. */
export const newLambdaClient = (): LambdaClient =>
  new LambdaClient({ ...transport({ sockets: 4, requestTimeout: 910_000 }), maxAttempts: 1 });

/** Buckets are host names on AWS, and path segments behind an endpoint override, where no DNS knows them. */
export const newS3Client = (): S3Client =>
  new S3Client({
    // Objects are streamed.
    ...httpTransport({ sockets: 16, requestTimeout: 15_000 }),
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL),
  });
