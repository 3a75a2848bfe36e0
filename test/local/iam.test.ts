import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  type Interference,
  type LocalRun,
  startLocal,
  type TerraformJson,
} from "../../scripts/local/run/index.ts";
import { defaults, type RunOptions } from "../../scripts/local/run/options.ts";
import { placesOf } from "../../scripts/local/run/places.ts";
import type { LogLine } from "../../scripts/local/runtime/index.ts";
import { discardNotice } from "../../scripts/local/runtime/triggers/kinesis/event.ts";
import { UserError } from "../../scripts/user-error.ts";
import { expectConserved } from "./invariants.ts";

const MINUTES = 60_000;

/** A local run under the stack's own policies. `work` gets it while events flow. */
async function underIam<T>(
  override: Partial<RunOptions>,
  interference: Interference,
  work: (run: LocalRun, lines: LogLine[]) => Promise<T>,
): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), "clickstream-iam-"));
  const lines: LogLine[] = [];
  const options = { ...defaults, port: 0, awsPort: 0, page: false, enforceIam: true, data, ...override };
  try {
    const run = await startLocal(options, (line) => lines.push(line), interference);
    try {
      return await work(run, lines);
    } finally {
      await run.stop();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** Fails by itself, or a run that stands still would outlive the test. */
async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + MINUTES;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`It did not come about in a minute: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const incompressible = (bytes: number): string => randomBytes(bytes * 0.75).toString("base64");

/** What no ordinary run makes the functions do: every way to fail, with payloads that no message can carry. */
async function exerciseFailures({ aws, runtime, documents }: LocalRun): Promise<void> {
  const { rawStream, enrichedStream, failedQueue, archiveBucket } = placesOf(runtime);
  const large = incompressible(300_000);
  await runtime.schedules.runNow("generate");
  documents.local!.index([JSON.stringify({ event_name: 5, note: incompressible(1_600_000) })]);
  aws.kinesis.stream(rawStream).put([{ partitionKey: "lane", data: Buffer.from(`enrich ${large}`) }]);
  aws.kinesis
    .stream(enrichedStream)
    .put([{ partitionKey: "lane", data: Buffer.from(JSON.stringify({ event_id: "archive", note: large })) }]);
  const stream = aws.kinesis.stream(rawStream);
  const [shard, [record]] = stream.shards
    .map((each) => [each, each.read("TRIM_HORIZON", 1, 1)] as const)
    .find(([, records]) => records.length > 0)!;
  const notice = discardNotice(
    {
      records: [{ ...record!, shardId: shard.id } as never],
      condition: "RetryAttemptsExhausted",
      attempts: 3,
    },
    {
      requestId: "r",
      functionArn: `${runtime.attributes(runtime.resources("aws_lambda_function")[0]!).arn}`,
      streamArn: stream.arn,
      shardId: shard.id,
      now: Date.now(),
    },
  );
  aws.sqs.send(failedQueue, JSON.stringify(notice));
  await aws.s3.put(
    archiveBucket,
    "errors/processing-failed/dt=2026-01-01/object",
    Buffer.from("no line of JSON\n"),
  );
}

/** Granted, and with a reason why this run does not ask for it. */
const notAsked: Record<string, string> = {
  ...Object.fromEntries(
    [
      [
        "curate",
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:CreateTable",
        "glue:UpdateTable",
        "glue:DeleteTable",
      ],
      ["curate", "s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      ["curate", "kms:GenerateDataKey"],
    ].flatMap(([role, ...actions]) =>
      actions.map((action) => [
        `${role} ${action}`,
        "Athena takes them for its statements, and here it needs none",
      ]),
    ),
  ),
  "load s3:GetObject": "it runs where look-ups are loaded, and here they are there from the start",
  "load secretsmanager:GetSecretValue":
    "it runs where look-ups are loaded, and here they are there from the start",
  "failed sqs:SendMessage": "what outlasts an invocation goes back to the queue, and here nothing does",
  "generate sqs:SendMessage": "its own events always fit, so it hands none over",
  "generate s3:PutObject": "its own events always fit, so it hands none over",
  "predict secretsmanager:GetSecretValue": "the local model asks for no token",
  "produce secretsmanager:GetSecretValue": "the local index asks for no API key",
};

/** What each role may do beyond what was asked of it. */
function notNeeded({ runtime, iam }: LocalRun): string[] {
  const used = iam!.used();
  return runtime.policies
    .filter(({ kind }) => kind === "identity")
    .flatMap(({ on, document }) => {
      const needed = used.get(`arn:aws:iam::000000000000:role/${on}`) ?? new Set();
      const { Statement } = JSON.parse(document) as { Statement: { Effect: string; Action: string[] }[] };
      const allowed = Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
      return [...new Set(allowed)]
        .filter((action) => !needed.has(action))
        .map((action) => `${on.replace("clickstream-dev-", "")} ${action}`);
    })
    .filter((grant) => !(grant in notAsked));
}

test(
  "every function does all its work with its own role, and no role may do what nothing needs",
  () =>
    underIam({ events: 3_000, rate: 3_000, badRatio: 0.05 }, {}, async (run, lines) => {
      await run.drained();
      const { iam, ...report } = await run.report();
      expectConserved(report);
      expect(iam!.denied).toBe(0);
      expect(iam!.checked).toBeGreaterThan(200);
      await exerciseFailures(run);
      await until("a failed event of produce", () => run.ledger.failedAt("produce") > 0);
      await run.runtime.drain();
      const { rows } = await run.runtime.queries.run("SELECT DISTINCT stage FROM failed_events ORDER BY 1");
      expect(rows.flat()).toEqual(["archive", "decode", "enrich", "predict", "produce", "validate"]);
      expect(lines.filter(({ source }) => source === "iam")).toEqual([]);
      expect(notNeeded(run)).toEqual([]);
    }),
  3 * MINUTES,
);

/** Takes one action out of a role's policy, wherever it stands. */
const without = (name: string, action: string) => (stack: TerraformJson) => {
  const inline = Object.values(stack.resource.aws_iam_role_policy!).find((policy) => policy.name === name)!;
  const { Statement, ...rest } = JSON.parse(inline.policy as string) as { Statement: { Action: string[] }[] };
  const left = Statement.map((each) => ({ ...each, Action: each.Action.filter((one) => one !== action) }));
  inline.policy = JSON.stringify({ ...rest, Statement: left.filter(({ Action }) => Action.length > 0) });
};

describe("a role that lacks one action", () => {
  test.each([
    {
      name: "clickstream-dev-enrich",
      action: "kinesis:PutRecords",
      call: "kinesis.PutRecords",
      resource: "arn:aws:kinesis:eu-west-1:000000000000:stream/clickstream-dev-enriched",
    },
    {
      name: "clickstream-dev-predict",
      action: "dynamodb:BatchWriteItem",
      call: "dynamodb.BatchWriteItem",
      resource: "arn:aws:dynamodb:eu-west-1:000000000000:table/clickstream-dev-predictions",
    },
    {
      name: "clickstream-dev-failed",
      action: "s3:PutObject",
      call: "s3.PutObject",
      resource: "arn:aws:s3:::clickstream-dev-failed-events-000000000000-eu-west-1/failed/",
    },
  ])(
    "$name cannot do $action",
    ({ name, action, call, resource }) =>
      underIam(
        { source: "stream", events: 500, rate: 5_000, badRatio: 0.05 },
        { edit: without(name, action) },
        async (run, lines) => {
          const refusals = () => lines.filter(({ source }) => source === "iam");
          await until(`${name} is refused ${action}`, () => refusals().length > 0);
          expect(refusals()[0]!.text).toContain(
            `assumed-role/${name}/${name} is not authorized to perform: ${action} on resource: ${resource}`,
          );
          expect(run.aws.counts()[call]!.errors).toBeGreaterThan(0);
          expect(run.iam!.figures().denied).toBeGreaterThan(0);
        },
      ),
    2 * MINUTES,
  );

  test(
    "does not start where AWS itself needs it",
    async () => {
      const start = underIam(
        { source: "stream", events: 1 },
        { edit: without("clickstream-dev-enrich", "kinesis:GetRecords") },
        async () => {},
      );
      await expect(start).rejects.toThrow(UserError);
      await expect(start).rejects.toThrow(
        /clickstream-dev-enrich is not authorized to perform: kinesis:GetRecords/,
      );
    },
    2 * MINUTES,
  );
});
