import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
} from "@aws-sdk/client-firehose";
import { expect, test } from "@jest/globals";
import { firehoseService } from "../../../../../scripts/local/runtime/firehose/service.ts";
import type { DeliveryDefinition } from "../../../../../scripts/local/runtime/firehose/types.ts";
import { deliveryState } from "../../../../../shared/aws/delivery.ts";
import { errorOf, localAws, PLACE } from "../../aws/local-aws.ts";

const definition: DeliveryDefinition = {
  name: "stack-archive",
  arn: "arn:delivery",
  sourceArn: "arn:stream",
  bucket: "archive",
  prefix: "events/",
  errorPrefix: "errors/",
  bufferBytes: 64 * 1024 * 1024,
  bufferMs: 60_000,
  dynamicPartitioning: true,
  gzip: false,
  extension: ".parquet",
};

test("the declared delivery streams are described as they are declared, and no others", async () => {
  const aws = await localAws();
  aws.service("firehose", firehoseService([definition]));
  const credentials = { accessKeyId: "AK", secretAccessKey: "s" };
  const client = new FirehoseClient({ region: PLACE.region, endpoint: aws.url, credentials });
  const { DeliveryStreamNames } = await client.send(new ListDeliveryStreamsCommand({}));
  expect(DeliveryStreamNames).toEqual(["stack-archive"]);
  expect(await deliveryState(client, "stack-archive")).toEqual({ status: "ACTIVE", bufferSeconds: 60 });
  const { DeliveryStreamDescription: described } = await client.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: "stack-archive" }),
  );
  expect(described).toMatchObject({
    Source: { KinesisStreamSourceDescription: { KinesisStreamARN: "arn:stream" } },
    Destinations: [
      {
        ExtendedS3DestinationDescription: {
          BucketARN: "arn:aws:s3:::archive",
          BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
        },
      },
    ],
  });
  expect(await errorOf(deliveryState(client, "another"))).toBe("ResourceNotFoundException");
  client.destroy();
});
