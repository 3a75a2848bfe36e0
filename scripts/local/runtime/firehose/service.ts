import type { ServiceHandler } from "../../aws/contract.ts";
import { AwsError } from "../../aws/index.ts";
import type { Plan } from "../interpret/plan.ts";
import { serviceOf } from "../json-service.ts";

/** Firehose over HTTP, read-only: records come from the declared source. */
export function firehoseService(plan: Plan): ServiceHandler {
  const names = plan.deliveries.map(({ name }) => name);
  return serviceOf("Firehose", {
    ListDeliveryStreams: () => ({ DeliveryStreamNames: names, HasMoreDeliveryStreams: false }),
    DescribeDeliveryStream({ DeliveryStreamName }) {
      const definition = plan.deliveries.find(({ name }) => name === DeliveryStreamName);
      if (!definition)
        throw new AwsError("ResourceNotFoundException", `Firehose ${DeliveryStreamName} not found.`);
      return {
        DeliveryStreamDescription: {
          DeliveryStreamName: definition.name,
          DeliveryStreamARN: definition.arn,
          DeliveryStreamStatus: "ACTIVE",
          DeliveryStreamType: "KinesisStreamAsSource",
          VersionId: "1",
          HasMoreDestinations: false,
          Source: { KinesisStreamSourceDescription: { KinesisStreamARN: definition.sourceArn } },
          Destinations: [
            {
              DestinationId: "destinationId-000000000001",
              ExtendedS3DestinationDescription: {
                BucketARN: `arn:aws:s3:::${definition.bucket}`,
                Prefix: definition.prefix,
                ErrorOutputPrefix: definition.errorPrefix,
              },
            },
          ],
        },
      };
    },
  });
}
