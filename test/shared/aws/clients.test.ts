import { type AddressInfo, createServer, type Socket } from "node:net";
import { BatchWriteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { errors } from "undici";
import { newDynamoClient, newKinesisClient, newSqsClient } from "../../../shared/aws/clients.ts";
import { isTransient } from "../../../shared/aws/errors.ts";

test.each([
  { what: "Kinesis", make: newKinesisClient },
  { what: "DynamoDB", make: newDynamoClient },
  { what: "SQS", make: newSqsClient },
])("the client of $what does not copy its inputs for a log that nobody reads", ({ make }) => {
  const client = make();
  const steps = client.middlewareStack.identify().join("\n");
  client.destroy();
  expect(steps).toMatch("retryMiddleware");
  expect(steps).not.toMatch("loggerMiddleware");
});

describe("what a service does to a request that may pass", () => {
  const before = { ...process.env };
  beforeAll(() => {
    Object.assign(process.env, {
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
  });
  afterAll(() => {
    process.env = before;
  });

  const head = (bytes: number) => `HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`;

  test.each<{ does: string; answer(socket: Socket): void }>([
    { does: "closes the connection", answer: (socket) => socket.end() },
    { does: "breaks off in the head", answer: (socket) => socket.end("HTTP/1.1 200 OK\r\nconte") },
    { does: "breaks off in the body", answer: (socket) => socket.end(`${head(100)}{"Unproc`) },
  ])("$does", async ({ answer }) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => answer(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = newDynamoClient();
    const error = await failureOf(client);
    client.destroy();
    server.close();
    expect(error).toBeInstanceOf(Error);
    expect(isTransient(error)).toBe(true);
  });

  // A test has an Error of its own, which those of the system are no instances of; so these come made.
  test.each([
    { does: "goes silent in the body", error: new errors.BodyTimeoutError() },
    { does: "resets the connection", error: Object.assign(new Error("read"), { code: "ECONNRESET" }) },
    { does: "is not there", error: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) },
  ])("$does", ({ error }) => {
    expect(isTransient(error)).toBe(true);
  });
});

const failureOf = (client: DynamoDBClient): Promise<unknown> =>
  client
    .send(new BatchWriteItemCommand({ RequestItems: { predictions: [{ PutRequest: { Item: {} } }] } }))
    .then(() => "no failure")
    .catch((error: unknown) => error);
