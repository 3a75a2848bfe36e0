import { describe, expect, test } from "@jest/globals";
import type { KinesisStreamEvent } from "aws-lambda";
import { recordsOf, streamName } from "../../../shared/aws/trigger.ts";

describe("recordsOf", () => {
  test("reads place, key, arrival and bytes of every record", () => {
    const event = {
      Records: [
        {
          eventID: "shardId-000000000003:49590338271490256608559692538361571095921575989136588898",
          eventSourceARN: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw",
          kinesis: {
            sequenceNumber: "49590338271490256608559692538361571095921575989136588898",
            partitionKey: "17",
            approximateArrivalTimestamp: 1545084650.987,
            data: Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0xff]).toString("base64"),
          },
        },
      ],
    } as KinesisStreamEvent;
    expect(recordsOf(event)).toEqual([
      {
        stream: "raw",
        shardId: "shardId-000000000003",
        sequenceNumber: "49590338271490256608559692538361571095921575989136588898",
        partitionKey: "17",
        arrivalTime: 1545084650987,
        data: Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0xff]),
      },
    ]);
  });
});

describe("streamName", () => {
  test.each([
    { what: "a stream", arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw" },
    {
      what: "a fan-out consumer",
      arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw/consumer/enrich:1545084650",
    },
  ])("names the stream of $what", ({ arn }) => expect(streamName(arn)).toBe("raw"));
});
