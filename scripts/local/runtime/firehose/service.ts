import type { ServiceHandler } from "../../aws/contract.ts";
import { AwsError } from "../../aws/gateway/aws-error.ts";
import { actions } from "../../aws/gateway/gateway.ts";
import type { DeliveryDefinition } from "./types.ts";

/** The declared delivery streams as Firehose describes them. They read a stream: nothing is put on them. */
export function firehoseService(deliveries: readonly DeliveryDefinition[]): ServiceHandler {
  return actions({
    ListDeliveryStreams: () => ({
      DeliveryStreamNames: deliveries.map(({ name }) => name),
      HasMoreDeliveryStreams: false,
    }),
    DescribeDeliveryStream({ input }) {
      const found = deliveries.find(({ name }) => name === input.DeliveryStreamName);
      if (found) return { DeliveryStreamDescription: describe(found) };
      throw new AwsError("ResourceNotFoundException", `Firehose ${input.DeliveryStreamName} not found.`);
    },
  });
}

const MIB = 1024 * 1024;

const describe = ({ name, arn, sourceArn, bucket, ...rest }: DeliveryDefinition) => ({
  DeliveryStreamName: name,
  DeliveryStreamARN: arn,
  DeliveryStreamStatus: "ACTIVE",
  DeliveryStreamType: "KinesisStreamAsSource",
  VersionId: "1",
  HasMoreDestinations: false,
  Source: { KinesisStreamSourceDescription: { KinesisStreamARN: sourceArn } },
  Destinations: [
    {
      DestinationId: "destinationId-000000000001",
      ExtendedS3DestinationDescription: {
        BucketARN: `arn:aws:s3:::${bucket}`,
        Prefix: rest.prefix,
        ErrorOutputPrefix: rest.errorPrefix,
        BufferingHints: { SizeInMBs: rest.bufferBytes / MIB, IntervalInSeconds: rest.bufferMs / 1000 },
        CompressionFormat: rest.gzip ? "GZIP" : "UNCOMPRESSED",
      },
    },
  ],
});
