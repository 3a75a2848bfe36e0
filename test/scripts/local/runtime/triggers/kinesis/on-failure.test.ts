import { describe, expect, test } from "@jest/globals";
import { payloadOf } from "../../../../../../scripts/local/runtime/lambda/payload.ts";
import { onFailureTo } from "../../../../../../scripts/local/runtime/triggers/kinesis/on-failure.ts";

const discarded = {
  notice: { version: "1.0" },
  shardId: "shardId-000000000001",
  at: Date.parse("2026-03-04T05:06:07.890Z"),
  event: () => payloadOf('{"Records":["ä"]}'),
};

function services() {
  const messages: [string, unknown][] = [];
  const objects: [string, string, unknown][] = [];
  const sqs = { send: (queue: string, body: string) => messages.push([queue, JSON.parse(body)]) };
  const s3 = {
    async put(bucket: string, key: string, body: Uint8Array) {
      objects.push([bucket, key, JSON.parse(Buffer.from(body).toString())]);
    },
  };
  return { messages, objects, aws: { sqs, s3 } as unknown as Parameters<typeof onFailureTo>[2] };
}

describe("an on-failure destination", () => {
  test("of SQS gets the metadata and never the records", async () => {
    const { aws, messages, objects } = services();
    await onFailureTo("arn:aws:sqs:eu-west-1:0:failed", "uuid", aws)!(discarded);
    expect([messages, objects]).toEqual([[["failed", { version: "1.0" }]], []]);
  });

  test("of S3 gets the invocation's payload too, under the mapping's and the shard's own prefix", async () => {
    const { aws, messages, objects } = services();
    await onFailureTo("arn:aws:s3:::bucket", "uuid", aws)!(discarded);
    const [[bucket, key, body]] = objects as [[string, string, unknown]];
    expect(bucket).toBe("bucket");
    expect(key).toMatch(
      /^aws\/lambda\/uuid\/shardId-000000000001\/2026\/03\/04\/2026-03-04T05\.06\.07-[0-9a-f-]{36}$/,
    );
    expect(body).toEqual({ version: "1.0", payload: '{"Records":["ä"]}' });
    expect(messages).toEqual([]);
  });

  test("of another service there is none", () => {
    expect(onFailureTo("arn:aws:sns:eu-west-1:0:topic", "uuid", services().aws)).toBeUndefined();
  });
});
