import type { SqsMessage } from "../../../../../../scripts/local/aws/contract.ts";

export const message = (id: string): SqsMessage => ({
  messageId: id,
  receiptHandle: `handle-${id}`,
  body: `body-${id}`,
  md5OfBody: "md5",
  attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1000000" },
  messageAttributes: { kind: { DataType: "String", StringValue: "x" } },
});
