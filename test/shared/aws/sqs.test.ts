import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { queueSink } from "../../../shared/aws/sqs.ts";
import { SQS_MESSAGE_BYTES } from "../../../shared/limits.ts";
import { fakePace, serviceError } from "./pace.ts";

const sqs = mockClient(SQSClient);
beforeEach(() => {
  sqs.reset();
});

type Verdict = "ok" | "throttled" | "refused" | "silent";

function queue(verdict: (body: string) => Verdict = () => "ok") {
  const sent: string[] = [];
  const requests: string[][] = [];
  sqs.on(SendMessageBatchCommand).callsFake((input: SendMessageBatchCommandInput) => {
    const entries = input.Entries!.map(({ Id, MessageBody }) => ({ Id: Id!, body: MessageBody! }));
    requests.push(entries.map(({ body }) => body));
    const judged = entries.map((entry) => ({ ...entry, verdict: verdict(entry.body) }));
    const of = (wanted: Verdict) => judged.filter((entry) => entry.verdict === wanted);
    sent.push(...of("ok").map(({ body }) => body));
    return {
      Successful: of("ok").map(({ Id }) => ({ Id })),
      Failed: [
        ...of("throttled").map(({ Id }) => ({ Id, Code: "RequestThrottled", SenderFault: true })),
        ...of("refused").map(({ Id }) => ({ Id, Code: "InvalidMessageContents", SenderFault: true })),
      ],
    };
  });
  const pace = fakePace();
  return { sent, requests, start: pace.now(), sink: queueSink(new SQSClient({}), "http://queue", pace) };
}

describe("queueSink", () => {
  test("fills requests up to ten messages and 256 KiB", async () => {
    const { sink, requests, start } = queue();
    const large = "x".repeat(SQS_MESSAGE_BYTES / 2);
    await sink.send([...Array.from({ length: 11 }, () => "small"), large, large], start + 1000);
    expect(requests.map((bodies) => bodies.length)).toEqual([10, 2, 1]);
  });

  test("returns a message that is too long without sending it", async () => {
    const { sink, requests, start } = queue();
    const long = "é".repeat(SQS_MESSAGE_BYTES / 2 + 1);
    expect(await sink.send([long, "fine"], start + 1000)).toMatchObject([
      { code: "MessageTooLong", retriable: false },
    ]);
    expect(requests).toEqual([["fine"]]);
  });

  test("throws when the queue is not there", async () => {
    sqs.on(SendMessageBatchCommand).rejects(serviceError("QueueDoesNotExist"));
    const pace = fakePace();
    const send = queueSink(new SQSClient({}), "http://queue", pace).send(["a"], pace.now() + 1000);
    await expect(send).rejects.toThrow("QueueDoesNotExist");
  });

  test("whatever the service answers, each message is sent once or returned once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 35 }),
        fc.infiniteStream(fc.constantFrom<Verdict>("ok", "ok", "throttled", "refused", "silent")),
        fc.integer({ min: 0, max: 3000 }),
        async (count, fate, time) => {
          sqs.reset();
          const { sink, sent, start } = queue(() => fate.next().value!);
          const bodies = Array.from({ length: count }, (_, index) => `m${index}`);
          const unwritten = await sink.send(bodies, start + time);
          expect([...sent, ...unwritten.map(({ item }) => item)].sort()).toEqual([...bodies].sort());
        },
      ),
      { numRuns: 100 },
    );
  });
});
