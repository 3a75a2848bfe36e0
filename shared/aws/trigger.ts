import type { KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import type { StreamRecord } from "../stream.ts";

/** The records of a Kinesis trigger, in the order in which Lambda delivered them. */
export function recordsOf(event: KinesisStreamEvent): StreamRecord[] {
  return event.Records.map(recordOf);
}

function recordOf({ eventID, eventSourceARN, kinesis }: KinesisStreamRecord): StreamRecord {
  return {
    stream: nameOf(eventSourceARN),
    shardId: eventID.slice(0, eventID.indexOf(":")),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    arrivalTime: Math.round(kinesis.approximateArrivalTimestamp * 1000),
    data: Buffer.from(kinesis.data, "base64"),
  };
}

let lastArn = "";
let lastName = "";

/** All records of a trigger come from one stream. */
function nameOf(arn: string): string {
  if (arn !== lastArn) {
    lastName = streamName(arn);
    lastArn = arn;
  }
  return lastName;
}

/** `arn:aws:kinesis:eu-west-1:123456789012:stream/raw` and `…:stream/raw/consumer/x:1` → `raw`. */
export function streamName(arn: string): string {
  return arn.slice(arn.indexOf("/") + 1).split("/", 1)[0]!;
}
