import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type LocalAws, startAws } from "../../../../scripts/local/aws/index.ts";
import { openQueries } from "../../../../scripts/local/runtime/athena/open.ts";
import {
  type LocalRuntime,
  type LogLine,
  type RuntimeOptions,
  startRuntime,
} from "../../../../scripts/local/runtime/index.ts";
import { writeSmallStack } from "./small-stack.ts";

const place = { region: "eu-west-1", accountId: "000000000000" };
let folder: string;
let aws: LocalAws;
let runtime: LocalRuntime | undefined;
const lines: LogLine[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "runtime-test-"));
  aws = await startAws({ port: 0, dataDir: path.join(folder, "data"), ...place });
  lines.length = 0;
});
afterEach(async () => {
  await runtime?.stop();
  runtime = undefined;
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: Partial<RuntimeOptions> = {}): Promise<LocalRuntime> {
  runtime = await startRuntime({
    json: writeSmallStack(path.join(folder, "stack")),
    aws,
    ...place,
    redis: { host: "127.0.0.1", port: 6379 },
    variables: { nothing: "" },
    log: (line) => lines.push(line),
    ...more,
  });
  return runtime;
}

function send(
  count: number,
  text: (index: number) => string = (index) => JSON.stringify(event(index)),
): void {
  const stream = aws.kinesis.stream("mini-raw");
  stream.put(
    Array.from({ length: count }, (_, index) => ({
      partitionKey: `k${index % 9}`,
      data: Buffer.from(text(index)),
    })),
  );
}

const event = (index: number) => ({ id: `e${index}`, at: `2026-01-0${1 + (index % 2)}T00:00:00.000Z` });
const counted = async () => (await runtime!.queries.run("count")).rows[0];

describe("the local runtime", () => {
  test("carries every record from the stream to the table, and answers the declared query", async () => {
    const { drain, outputs, firehose, onMetrics, triggers } = await start();
    const metrics: unknown[] = [];
    onMetrics(({ function: name, emf }) => metrics.push([name, typeof emf.records]));
    expect(outputs).toEqual({ raw: "mini-raw" });
    send(500);
    await drain();
    expect(await counted()).toEqual([500, true]);
    expect(firehose.status()).toMatchObject([{ delivered: { rows: 500 }, failed: 0, buffered: 0 }]);
    expect(triggers.status().map(({ iteratorAge, inFlight }) => iteratorAge + inFlight)).toEqual([0, 0]);
    expect(metrics).toContainEqual(["mini-enrich", "number"]);
  });

  test("isolates a poison record and hands its place to the failed function", async () => {
    const { drain } = await start();
    send(60, (index) => (index === 17 ? "poison" : JSON.stringify(event(index))));
    await drain();
    expect(await counted()).toEqual([59, true]);
    const notices = lines
      .filter(({ text }) => text.startsWith("NOTICE "))
      .map(({ text }) => JSON.parse(text.slice(7)));
    expect(notices).toMatchObject([
      {
        requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
        responseContext: { functionError: "Unhandled" },
        KinesisBatchInfo: { batchSize: 1 },
      },
    ]);
  });

  test("loses nothing when invocations fail before and after their writes", async () => {
    let turn = 0;
    const enriching = (name: string) => name === "mini-enrich";
    const { drain } = await start({
      hooks: {
        beforeInvoke: (name) => (enriching(name) && turn++ % 5 === 1 ? "fail" : undefined),
        afterInvoke: (name) => (enriching(name) && turn++ % 7 === 1 ? "fail" : undefined),
      },
    });
    send(200);
    await drain();
    const discarded = runtime!.triggers.status().reduce((sum, status) => sum + status.discarded, 0);
    const [ids] = (await counted()) as [number];
    expect(ids + discarded).toBeGreaterThanOrEqual(200);
    expect(lines.filter(({ text }) => text.startsWith("NOTICE ")).length > 0).toBe(discarded > 0);
  });

  test("runs queries at the gateway, as Athena", async () => {
    await start();
    const call = async (target: string, body: object) => {
      const response = await fetch(aws.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": target,
          authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/eu-west-1/athena/aws4_request, SignedHeaders=host, Signature=x`,
        },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const started = await call("AmazonAthena.StartQueryExecution", {
      QueryString: "select 1 as one",
    });
    let state: unknown;
    do {
      const execution = await call("AmazonAthena.GetQueryExecution", started);
      state = (execution as { QueryExecution: { Status: { State: string } } }).QueryExecution.Status.State;
    } while (state === "RUNNING");
    expect(await call("AmazonAthena.GetQueryResults", started)).toMatchObject({
      ResultSet: { Rows: [{ Data: [{ VarCharValue: "one" }] }, { Data: [{ VarCharValue: "1" }] }] },
    });
  });

  test("keeps schedules off until they are wanted, and runs one at once", async () => {
    const { schedules } = await start();
    expect(schedules.list()).toMatchObject([{ function: "mini-failed", running: false }]);
    expect((await schedules.runNow("failed")).error).toBeUndefined();
    schedules.start("failed");
    expect(schedules.list()).toMatchObject([{ running: true }]);
  });

  test("opens the queries over what a run left behind", async () => {
    const { drain } = await start();
    send(20);
    await drain();
    const json = path.join(folder, "stack/cdk.tf.json");
    const queries = await openQueries({ json, dataDir: path.join(folder, "data"), ...place });
    expect((await queries.run("count")).rows).toEqual([[20, true]]);
    queries.close();
  });

  test.each([
    { what: "a variable without a value", more: { variables: {} }, message: "needs a value for: nothing" },
    { what: "an unknown variable", more: { variables: { nothing: "", x: 1 } }, message: "no variable x" },
    { what: "a missing file", more: { json: "/nowhere/cdk.tf.json" }, message: "cannot be read" },
  ])("$what stops the start with a sentence", async ({ more, message }) => {
    await expect(start(more)).rejects.toThrow(message);
  });
});
