import { afterEach, describe, expect, test } from "@jest/globals";
import type { Functions } from "../../../../scripts/local/runtime/functions.ts";
import { emptyPlan, type MappingDefinition } from "../../../../scripts/local/runtime/interpret/plan.ts";
import { payloadOf } from "../../../../scripts/local/runtime/lambda/payload.ts";
import { startTriggers } from "../../../../scripts/local/runtime/start-triggers.ts";
import type { RunningMapping } from "../../../../scripts/local/runtime/triggers/kinesis/mapping.ts";
import type { TriggerOptions } from "../../../../scripts/local/runtime/triggers/options.ts";
import type { LogLine } from "../../../../scripts/local/runtime/types.ts";
import { aggregate } from "../../../../shared/pack/kpl.ts";
import { localAws } from "../aws/local-aws.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { rules } from "./triggers/kinesis/rules.ts";

const running: RunningMapping[] = [];
afterEach(() => {
  for (const mapping of running.splice(0)) mapping.stop();
});

const STREAM = "arn:aws:kinesis:eu-central-1:123456789012:stream/raw";

const definition = { name: "dev-enrich", arn: "arn:f", timeoutMs: 60_000, roleArn: "role" };

/** One mapping on the stream `raw` or the queue `work`, and a function that fails as often as it is told to. */
async function started(more: Partial<MappingDefinition>, failures = 0, mood: Partial<TriggerOptions> = {}) {
  const clock = simulatedClock();
  const aws = await localAws({ now: clock.now });
  const stream = aws.kinesis.createStream("raw", 1);
  aws.sqs.createQueue("failed");
  aws.sqs.createQueue("work", { VisibilityTimeout: "30" });
  aws.s3.createBucket("bucket");
  const lines: LogLine[] = [];
  const error = { kind: "Unhandled", errorType: "Error", errorMessage: "" } as const;
  let turns = 0;
  const functions = {
    find: () => definition,
    invoke: async () => ({
      requestId: `r${++turns}`,
      durationMs: 0,
      ...(turns <= failures ? { error } : { payload: payloadOf("{}") }),
    }),
  } as unknown as Functions;
  const mapping: MappingDefinition = {
    address: "aws_lambda_event_source_mapping.m",
    uuid: "uuid",
    function: "enrich",
    eventSourceArn: STREAM,
    enabled: true,
    start: { at: "TRIM_HORIZON" },
    rules: rules({ maximumRetries: 1 }),
    ...more,
  };
  const queues = [{ arn: aws.sqs.arn("work"), visibilityMs: 30_000 }];
  const start = () => {
    const mappings = startTriggers(
      { ...emptyPlan(), mappings: [mapping], queues },
      {
        aws,
        clock,
        random: () => 0,
        functions,
        region: "eu-central-1",
        hurry: false,
        gatheringMs: {},
        draining: () => false,
        log: (line) => lines.push(line),
        ...mood,
      },
    );
    running.push(...mappings);
    return mappings;
  };
  return { aws, clock, stream, lines, start };
}

describe("a declared trigger", () => {
  test("gives up by the retry quota and hands the place of the record to the queue", async () => {
    const { aws, clock, stream, start } = await started(
      { onFailure: "arn:aws:sqs:eu-central-1:123456789012:failed" },
      2,
    );
    start();
    const [record] = stream.put([{ partitionKey: "k", data: Buffer.from("x") }]);
    await clock.advance(60_000);
    const [message] = await aws.sqs.receive("failed");
    expect(JSON.parse(message!.body)).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2, requestId: "r2" },
      KinesisBatchInfo: { startSequenceNumber: record!.sequenceNumber, batchSize: 1, streamArn: STREAM },
    });
    expect(message!.body).not.toContain("payload");
  });

  test("hands the records themselves to a bucket", async () => {
    const { aws, clock, stream, start } = await started({ onFailure: "arn:aws:s3:::bucket" }, 2);
    start();
    stream.put([{ partitionKey: "k", data: Buffer.from("x") }]);
    await clock.advance(60_000);
    // The write is a file's, which no simulated clock waits for.
    const objects = await until(() => aws.s3.list("bucket", "aws/lambda/uuid/"));
    const body = JSON.parse((await aws.s3.get("bucket", objects[0]!.key))!.toString());
    expect(JSON.parse(body.payload)).toMatchObject({ Records: [{ kinesis: { data: "eA==" } }] });
  });

  test("reads through a consumer with enhanced fan-out by its ARN", async () => {
    const { clock, stream, start } = await started({
      eventSourceArn: `${STREAM}/consumer/enrich:1700000000`,
    });
    const [mapping] = start();
    const parts = ["k", "other"].map((partitionKey) => ({ partitionKey, data: Buffer.from("x") }));
    stream.put([{ partitionKey: "k", data: aggregate(parts) }]);
    await clock.advance(100);
    expect(mapping!.status()).toMatchObject({ source: "raw", invoked: 1, dropped: 1, inFlight: 0 });
  });

  test.each<{ what: string; mood: Partial<TriggerOptions>; waits: number }>([
    { what: "in no hurry it invokes at once", mood: { gatheringMs: { enrich: 400 } }, waits: 0 },
    { what: "in a hurry it gathers after an invocation", mood: { hurry: true }, waits: 250 },
    {
      what: "for as long as its function is to",
      mood: { hurry: true, gatheringMs: { rich: 5, enrich: 400 } },
      waits: 400,
    },
  ])("gathers: $what", async ({ mood, waits }) => {
    const { clock, stream, start } = await started({}, 0, mood);
    const [mapping] = start();
    const put = () => stream.put([{ partitionKey: "k", data: Buffer.from("x") }]);
    put();
    await clock.advance(1);
    put();
    await clock.advance(Math.max(0, waits - 10));
    expect(mapping!.status().invoked).toBe(waits === 0 ? 2 : 1);
    await clock.advance(10);
    expect(mapping!.status().invoked).toBe(2);
  });

  test("that is disabled does not run", async () => {
    expect((await started({ enabled: false })).start()).toEqual([]);
  });

  test.each([
    {
      what: "a destination of another service",
      more: { onFailure: "arn:aws:sns:eu-central-1:0:t" },
      message: "to SQS and S3, not to arn:aws:sns",
    },
    {
      what: "a queue that shows messages again while the function works on them",
      more: { eventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:work" },
      message: "hides a message for 30 s, and dev-enrich may run for 60 s",
    },
  ])("stops the start with a sentence: $what", async ({ more, message }) => {
    expect((await started(more)).start).toThrow(message);
  });
});

async function until<T>(list: () => Promise<T[]>): Promise<T[]> {
  for (;;) {
    const found = await list();
    if (found.length > 0) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
