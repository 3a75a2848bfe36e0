import { expect, test } from "@jest/globals";
import { dynamoClient, kinesisClient, sqsClient } from "../../../shared/aws/clients.ts";

test.each([
  { what: "Kinesis", make: kinesisClient },
  { what: "DynamoDB", make: dynamoClient },
  { what: "SQS", make: sqsClient },
])("the client of $what does not copy its inputs for a log that nobody reads", ({ make }) => {
  const client = make();
  const steps = client.middlewareStack.identify().join("\n");
  client.destroy();
  expect(steps).toMatch("retryMiddleware");
  expect(steps).not.toMatch("loggerMiddleware");
});
