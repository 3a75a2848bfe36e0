import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
} from "@aws-sdk/client-firehose";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { type DeliveryState, deliveryState } from "../../../shared/aws/delivery.ts";

const hints = { BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 64 } };

test.each<[string, Partial<DeliveryStreamDescription>, DeliveryState]>([
  [
    "one that delivers",
    {
      DeliveryStreamStatus: "ACTIVE",
      Destinations: [{ DestinationId: "1", ExtendedS3DestinationDescription: hints as never }],
    },
    { status: "ACTIVE", bufferSeconds: 60 },
  ],
  [
    "one that could not be made",
    {
      DeliveryStreamStatus: "CREATING_FAILED",
      FailureDescription: { Type: "KMS_ACCESS_DENIED", Details: "no grant" },
    },
    { status: "CREATING_FAILED", failure: "KMS_ACCESS_DENIED: no grant" },
  ],
  ["one of which nothing is told", {}, { status: "unknown" }],
])("a delivery stream: %s", async (_what, description, state) => {
  const client = mockClient(FirehoseClient);
  client
    .on(DescribeDeliveryStreamCommand, { DeliveryStreamName: "stack-archive" })
    .resolves({ DeliveryStreamDescription: description as DeliveryStreamDescription });
  expect(await deliveryState(new FirehoseClient({}), "stack-archive")).toEqual(state);
});
