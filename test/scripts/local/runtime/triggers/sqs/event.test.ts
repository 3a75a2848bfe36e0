import { describe, expect, test } from "@jest/globals";
import { failedMessages, queueEvent } from "../../../../../../scripts/local/runtime/triggers/sqs/event.ts";
import { message } from "./message.ts";

const messages = [message("a"), message("b"), message("c")];
const failing = (...ids: string[]) =>
  JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

describe("the messages that an answer leaves on the queue", () => {
  test.each([
    { answer: "none named", payload: failing(), report: true, left: [] },
    {
      answer: "one named: only that one, a queue has no order",
      payload: failing("b"),
      report: true,
      left: ["b"],
    },
    { answer: "an unknown one: all", payload: failing("b", "x"), report: true, left: ["a", "b", "c"] },
    { answer: "an empty identifier: all", payload: failing(""), report: true, left: ["a", "b", "c"] },
    { answer: "named, but not asked for", payload: failing("b"), report: false, left: [] },
    { answer: "null", payload: "null", report: true, left: [] },
  ])("$answer", ({ payload, report, left }) => {
    expect([...failedMessages(payload, messages, report)]).toEqual(left);
  });
});

test("the event of a queue spells its members as Lambda does", () => {
  const [record] = (JSON.parse(queueEvent([message("a")], "arn:q", "eu-west-1")) as { Records: unknown[] })
    .Records;
  expect(record).toEqual({
    messageId: "a",
    receiptHandle: "handle-a",
    body: "body-a",
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1000000" },
    messageAttributes: {
      kind: { dataType: "String", stringValue: "x", stringListValues: [], binaryListValues: [] },
    },
    md5OfBody: "md5",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:q",
    awsRegion: "eu-west-1",
  });
});
