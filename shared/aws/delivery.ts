import { DescribeDeliveryStreamCommand, type FirehoseClient } from "@aws-sdk/client-firehose";

/** How a delivery stream of Firehose stands. */
export interface DeliveryState {
  /** `ACTIVE` where it delivers. */
  status: string;
  /** Why it could not be made or taken down. */
  failure?: string;
  /** Longest time that a record waits for its file, s; absent where it has no destination in S3. */
  bufferSeconds?: number;
}

/** Throws `ResourceNotFoundException` where there is none of that name. */
export async function deliveryState(
  client: FirehoseClient,
  DeliveryStreamName: string,
): Promise<DeliveryState> {
  const described = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
  const {
    DeliveryStreamStatus: status = "unknown",
    FailureDescription: failure,
    Destinations = [],
  } = described.DeliveryStreamDescription ?? {};
  const seconds = Destinations[0]?.ExtendedS3DestinationDescription?.BufferingHints?.IntervalInSeconds;
  return {
    status,
    ...(failure && { failure: [failure.Type, failure.Details].filter(Boolean).join(": ") }),
    ...(seconds !== undefined && { bufferSeconds: seconds }),
  };
}
