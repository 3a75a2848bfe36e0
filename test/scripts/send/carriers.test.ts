import { describe, expect, test } from "@jest/globals";
import { unwrapping } from "../../../scripts/send/exports.ts";
import { LONGEST_RECORD } from "../../../scripts/send/records.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { compress } from "../../../shared/pack/compression.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { mappingOf } from "../../shared/mapping/builders.ts";

const native = loadMapping("native");
const event = rawEvent({ event_id: "e-1" });
const json = JSON.stringify(event);
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString("base64");

const bytes = (text: string) => Buffer.from(text);

const documents = (value: Record<string, unknown>, mapping = native) =>
  unwrapping(mapping)(value)?.map(({ document }) => document);

const sns = (Message: string) => ({ Type: "Notification", MessageId: "m", TopicArn: "arn:topic", Message });
const kinesis = (Data: string) => ({ SequenceNumber: "1", PartitionKey: "1", Data });
const logLine = (message: string) => ({ id: "3", timestamp: 1795946400000, message });

const item = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, { S: String(value) }]));
const key = { event_id: { S: "e-1" } };

describe("an event is taken out of what carries it", () => {
  test.each([
    {
      description: "EventBridge",
      value: { id: "b", "detail-type": "click", source: "app", region: "eu-west-1", detail: event },
    },
    {
      description: "CloudEvents",
      value: { specversion: "1.0", id: "c", type: "view", source: "/web", data: event },
    },
    {
      description: "CloudEvents in base64",
      value: { specversion: "1.0", id: "c", type: "view", source: "/web", data_base64: base64(json) },
    },
    { description: "SNS", value: sns(json) },
    {
      description: "SNS in SQS",
      value: { MessageId: "q", ReceiptHandle: "r", Body: JSON.stringify(sns(json)) },
    },
    {
      description: "SQS before a function",
      value: { Records: [{ messageId: "q", receiptHandle: "r", body: json, eventSource: "aws:sqs" }] },
    },
    {
      description: "the stream of a table of DynamoDB",
      value: { Records: [{ eventID: "1", eventName: "INSERT", dynamodb: { Keys: key, NewImage: item } }] },
    },
    {
      description: "an incremental export of such a table",
      value: { Metadata: { WriteTimestampMicros: { N: "1" } }, Keys: key, NewImage: item },
    },
    {
      description: "Kinesis before a function",
      value: {
        Records: [{ eventSource: "aws:kinesis", kinesis: { partitionKey: "1", data: base64(json) } }],
      },
    },
    {
      description: "Kinesis as its command gets it",
      value: {
        Records: [kinesis(base64(json))],
        MillisBehindLatest: 0,
      },
    },
    {
      description: "Kinesis, compressed by zstd",
      value: kinesis(base64(compress(bytes(json), "zstd"))),
    },
    {
      description: "Firehose before a transformation",
      value: {
        records: [{ recordId: "1", approximateArrivalTimestamp: 1, data: base64(json) }],
        region: "x",
      },
    },
    {
      description: "Pub/Sub",
      value: { message: { data: base64(json), messageId: "1" }, subscription: "projects/p/subscriptions/s" },
    },
    { description: "Kafka Connect", value: { schema: { type: "struct" }, payload: event } },
    {
      description: "Debezium",
      value: { schema: {}, payload: { before: null, after: event, op: "c", source: { table: "events" } } },
    },
    { description: "kcat", value: { topic: "t", partition: 0, offset: 1, key: "k", payload: json } },
    { description: "Filebeat", value: { "@timestamp": "2026-11-29T10:00:00Z", message: json, host: {} } },
    { description: "Docker", value: { log: `${json}\n`, stream: "stdout", time: "2026-11-29T10:00:00Z" } },
    {
      description: "CloudWatch Logs before a function",
      value: {
        awslogs: {
          data: base64(
            compress(bytes(JSON.stringify({ logGroup: "g", logEvents: [logLine(json)] })), "gzip"),
          ),
        },
      },
    },
  ])("$description", ({ value }) => {
    expect(documents(value)).toEqual([event]);
  });

  test("as what the mapping reads, and no less than all of a list", () => {
    const call = { type: "track", event: "Order Completed", userId: "u" };
    const value = {
      logEvents: [logLine(JSON.stringify(call)), logLine("started"), logLine(JSON.stringify([call, call]))],
    };
    expect(documents(value, loadMapping("segment"))).toEqual([call, logLine("started"), call, call]);
  });

  test("of a batch within", () => {
    const body = { batch: [{ type: "track", event: "a", userId: "u" }] };
    expect(documents(sns(JSON.stringify(body)), loadMapping("segment"))).toEqual([body]);
  });
});

describe("is left where it is", () => {
  const own = { ...event, "@timestamp": "2026-11-29T10:00:00Z", message: json };
  test.each([
    { description: "an event that has the like of its own", value: own },
    { description: "a message that is no event", value: sns('{"hello":"you"}') },
    { description: "a message that is no JSON", value: sns("hello") },
    { description: "damaged gzip", value: { awslogs: { data: base64(Buffer.from([0x1f, 0x8b, 1, 2])) } } },
    {
      description: "what inflates to more than a record may have",
      value: kinesis(base64(compress(Buffer.alloc(LONGEST_RECORD + 1, " "), "zstd"))),
    },
    { description: "a list of something else", value: { Records: [event] } },
    { description: "a column payload without its schema", value: { payload: event } },
  ])("$description", ({ value }) => {
    expect(documents(value)).toBeUndefined();
  });

  test("what a mapping reads by the carrier's own name", () => {
    const mapping = mappingOf({ fields: { user_id: "detail.user_id", event_name: "detail-type" } });
    const value = { "detail-type": "click", source: "app", detail: { name: "x", user_id: "u" } };
    expect(documents(value, mapping)).toBeUndefined();
  });
});
