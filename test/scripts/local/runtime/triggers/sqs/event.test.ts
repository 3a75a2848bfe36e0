import { describe, expect, test } from "@jest/globals";
import { failedMessages, queueEvents } from "../../../../../../scripts/local/runtime/triggers/sqs/event.ts";
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
  const [event] = queueEvents([message("a")], "arn:q", "eu-west-1");
  const [record] = (JSON.parse(event!.payload.text()) as { Records: unknown[] }).Records;
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

test("message attributes come with their digest", () => {
  const digest = { ...message("a"), md5OfMessageAttributes: "digest" };
  const [event] = queueEvents([digest], "arn:q", "eu-west-1");
  expect(JSON.parse(event!.payload.text())).toMatchObject({
    Records: [{ md5OfMessageAttributes: "digest" }],
  });
});

test("a batch that does not fit into one payload is delivered in several, each within the limit", () => {
  const batch = ["a", "b", "c", "d", "e"].map((id) => ({ ...message(id), body: "ä".repeat(500) }));
  const limit = 3_500;
  const events = queueEvents(batch, "arn:q", "eu-west-1", limit);
  expect(events.map(({ messages }) => messages.map(({ messageId }) => messageId))).toEqual([
    ["a", "b"],
    ["c", "d"],
    ["e"],
  ]);
  for (const { payload } of events) expect(payload.bytes.byteLength).toBeLessThanOrEqual(limit);
});
