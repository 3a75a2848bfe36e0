import { GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { FirehoseClient, ListDeliveryStreamsCommand } from "@aws-sdk/client-firehose";
import { KinesisClient, ListStreamsCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "@jest/globals";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import { AwsError, startAws } from "../../../../../scripts/local/aws/index.ts";
import { UserError } from "../../../../../scripts/user-error.ts";
import {
  dynamoClient,
  errorOf,
  kinesisClient,
  localAws,
  PLACE,
  s3Client,
  secretsClient,
  sqsClient,
} from "../local-aws.ts";

describe("one port for every service", () => {
  test.each([
    ["HTTP/1.1", () => new NodeHttpHandler()],
    ["HTTP/2 with prior knowledge", () => new NodeHttp2Handler()],
  ])("Kinesis answers over %s", async (_protocol, requestHandler) => {
    const aws = await localAws();
    aws.kinesis.createStream("raw", 1);
    const client = new KinesisClient({
      region: PLACE.region,
      endpoint: aws.url,
      credentials: { accessKeyId: "AK", secretAccessKey: "s" },
      requestHandler: requestHandler(),
    });
    expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual(["raw"]);
    client.destroy();
  });

  test("a taken port is told in one sentence", async () => {
    const aws = await localAws();
    const again = startAws({ port: aws.port, dataDir: "/tmp", ...PLACE });
    await expect(again).rejects.toThrow(UserError);
    await expect(again).rejects.toThrow(
      new RegExp(`^Port ${aws.port} is in use: .* choose another with --aws-port P\\.$`),
    );
  });

  test("a service that is not there is named, with those that are", async () => {
    const aws = await localAws();
    const firehose = new FirehoseClient({
      region: PLACE.region,
      endpoint: aws.url,
      credentials: { accessKeyId: "AK", secretAccessKey: "s" },
    });
    const call = firehose.send(new ListDeliveryStreamsCommand({}));
    await expect(call).rejects.toThrow(
      /no service "firehose"\. It has dynamodb, kinesis, logs, monitoring, s3/,
    );
    firehose.destroy();
  });

  test("a registered service gets the plain input and answers with plain data or an AWS error", async () => {
    const aws = await localAws();
    aws.service("firehose", (call) => {
      if (call.input.Limit === 0) throw new AwsError("InvalidArgumentException", "no streams wanted");
      return {
        DeliveryStreamNames: [`${call.action} by ${call.accessKeyId}`],
        HasMoreDeliveryStreams: false,
      };
    });
    const credentials = { accessKeyId: "AKFIRE", secretAccessKey: "s" };
    const firehose = new FirehoseClient({ region: PLACE.region, endpoint: aws.url, credentials });
    const answer = await firehose.send(new ListDeliveryStreamsCommand({}));
    expect(answer.DeliveryStreamNames).toEqual(["ListDeliveryStreams by AKFIRE"]);
    expect(await errorOf(firehose.send(new ListDeliveryStreamsCommand({ Limit: 0 })))).toBe(
      "InvalidArgumentException",
    );
    firehose.destroy();
  });

  test("a body that is no JSON object is a serialization error, and CBOR is refused by name", async () => {
    const aws = await localAws();
    const post = (headers: Record<string, string>, body: string) =>
      fetch(aws.url, { method: "POST", headers, body });
    const target = { "x-amz-target": "Kinesis_20131202.ListStreams" };
    const answer = await post({ ...target, "content-type": "application/x-amz-json-1.1" }, "[1,");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
    const cbor = await post({ "smithy-protocol": "rpc-v2-cbor" }, "");
    expect(await cbor.text()).toContain("sent CBOR");
  });

  test("secrets answer to their name and their ARN", async () => {
    const aws = await localAws();
    const arn = aws.secrets.set("model-token", "hush");
    const client = secretsClient(aws);
    const byName = await client.send(new GetSecretValueCommand({ SecretId: "model-token" }));
    const byArn = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    expect([byName.SecretString, byArn.SecretString, byName.ARN]).toEqual(["hush", "hush", arn]);
    const unknown = client.send(new GetSecretValueCommand({ SecretId: "other" }));
    expect(await errorOf(unknown)).toBe("ResourceNotFoundException");
  });
});

describe("counts", () => {
  test("each call, its errors and its bytes are counted by service and operation", async () => {
    const aws = await localAws();
    const client = dynamoClient(aws);
    await client.send(new ListTablesCommand({}));
    await errorOf(client.send(new GetItemCommand({ TableName: "none", Key: {} })));
    expect(aws.counts()).toEqual({
      "dynamodb.ListTables": { calls: 1, errors: 0, bytesIn: 2 },
      "dynamodb.GetItem": { calls: 1, errors: 1, bytesIn: 29 },
    });
  });
});

describe("authorize", () => {
  test("is asked with the caller, the IAM action and each resource, and its refusal is the answer", async () => {
    const asked: unknown[] = [];
    const aws = await localAws({
      authorize: (call) => {
        asked.push(call);
        return call.action === "GetObject" ? "the role may not read" : undefined;
      },
    });
    aws.kinesis.createStream("raw", 1);
    aws.s3.createBucket("archive");
    const url = aws.sqs.createQueue("failed");
    await kinesisClient(aws, "AKONE").send(
      new PutRecordsCommand({ StreamName: "raw", Records: [{ PartitionKey: "a", Data: Buffer.from("x") }] }),
    );
    await sqsClient(aws, "AKTWO").send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "a", MessageBody: "x" }] }),
    );
    await s3Client(aws, "AKTHREE").send(
      new PutObjectCommand({ Bucket: "archive", Key: "dt=1/a", Body: "x" }),
    );
    const refused = s3Client(aws).send(new GetObjectCommand({ Bucket: "archive", Key: "dt=1/a" }));
    await expect(refused).rejects.toMatchObject({ name: "AccessDenied", message: "the role may not read" });
    const arn = (service: string, resource: string) =>
      `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
    expect(asked.slice(0, 3)).toEqual([
      {
        service: "kinesis",
        action: "PutRecords",
        accessKeyId: "AKONE",
        resourceArn: arn("kinesis", "stream/raw"),
      },
      { service: "sqs", action: "SendMessage", accessKeyId: "AKTWO", resourceArn: arn("sqs", "failed") },
      {
        service: "s3",
        action: "PutObject",
        accessKeyId: "AKTHREE",
        resourceArn: "arn:aws:s3:::archive/dt=1/a",
      },
    ]);
  });
});
