import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, describe as suite, test } from "@jest/globals";
import { failedHandler, type Outcome } from "../../../functions/failed/handler.ts";
import { payloadOf } from "../../../shared/failure/claim-check.ts";
import { describe } from "../../../shared/failure/describe.ts";
import { packFailures } from "../../../shared/failure/envelope.ts";
import type { FailedEvent, Failure } from "../../../shared/failure/failed-event.ts";
import type { StreamReader } from "../../../shared/failure/ports.ts";
import { failureAt, type MemoryStore, memoryStore } from "../../shared/failure/builders.ts";
import { abandoned, memoryReader, record, SENT, sqsEvent } from "./builders.ts";

const invocation = { deadline: SENT + 60_000, functionArn: "arn", requestId: "r" };

async function run(
  bodies: string[],
  { store = memoryStore(), reader = memoryReader([]) as StreamReader } = {},
) {
  const outcomes: Outcome[] = [];
  const handle = failedHandler({
    store,
    reader,
    prefix: "failed/",
    report: (outcome) => outcomes.push(outcome),
  });
  const response = await handle(sqsEvent(bodies), invocation);
  return { response, outcomes, store, rows: rowsOf(store) };
}

function rowsOf(store: MemoryStore): FailedEvent[] {
  return [...store.objects]
    .filter(([key]) => key.startsWith("failed/"))
    .flatMap(([, bytes]) => gunzipSync(bytes).toString().trimEnd().split("\n"))
    .map((text) => JSON.parse(text));
}

const message = (...failures: Failure[]) =>
  packFailures(failures.map((failure) => describe(failure, { component: "enrich", now: SENT })))[0]!;

suite("failedHandler", () => {
  test("writes rows under their stage, reason and day", async () => {
    const { store, response } = await run([
      message(failureAt(0), failureAt(1, { stage: "decode", reason: "not_json" })),
    ]);
    expect([...store.objects.keys()].sort()).toEqual([
      expect.stringMatching(
        /^failed\/stage=decode\/reason=not_json\/dt=2026-03-01\/[0-9a-f]{32}\.ndjson\.gz$/,
      ),
      expect.stringMatching(
        /^failed\/stage=validate\/reason=schema_violation\/dt=2026-03-01\/[0-9a-f]{32}\.ndjson\.gz$/,
      ),
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
  });

  test("a message that is delivered again rewrites the same objects with the same bytes", async () => {
    const body = message(failureAt(0), failureAt(1));
    const { store } = await run([body]);
    const before = new Map(store.objects);
    await run([body], { store });
    expect(store.objects).toEqual(before);
  });

  test("one message that cannot be written comes again alone", async () => {
    const store = memoryStore();
    const put = store.put;
    store.put = (key, ...rest) =>
      key.includes("not_json") ? Promise.reject(new Error("no")) : put(key, ...rest);
    const { response, rows } = await run(
      [message(failureAt(0)), message(failureAt(1, { reason: "not_json" }))],
      { store },
    );
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
    expect(rows).toHaveLength(1);
  });

  test("keeps the bytes of a message that is nobody's", async () => {
    const { rows, outcomes, store } = await run(["hello"]);
    expect(rows).toMatchObject([
      {
        stage: "decode",
        reason: "unknown",
        component: "failed",
        payload: "aGVsbG8=",
        source: { stream: "failed" },
      },
    ]);
    expect(outcomes).toMatchObject([{ messageId: "m0", unreadable: true }]);
    await run(["hello"], { store });
    expect(store.objects.size).toBe(1);
  });

  test("reads an abandoned batch from the stream, one row a user record", async () => {
    const reader = memoryReader(
      [100, 101, 102, 103, 104].map((at) => record(at, `{"event_id":"a${at}"}\n{"event_id":"b${at}"}`)),
    );
    const { rows } = await run([JSON.stringify(abandoned())], { reader });
    expect(rows.map(({ event_id }) => event_id)).toEqual(["a101", "b101", "a102", "b102", "a103", "b103"]);
    expect(rows[1]).toMatchObject({
      stage: "enrich",
      reason: "retries_exhausted",
      component: "enrich",
      attempt: 4,
      failed_at: "2026-03-01T12:00:00.123Z",
      source: {
        stream: "raw",
        shard_id: "shardId-000000000000",
        sequence_number: "101",
        subsequence_number: 1,
      },
    });
    expect(Buffer.from(rows[1]!.payload!, "base64").toString()).toBe('{"event_id":"b101"}');
    expect(rows[0]!.errors).toHaveLength(1);
  });

  test.each([
    {
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:clickstream-dev-predict:live",
      stage: "predict",
    },
    { functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:clickstream-dev-enrich", stage: "enrich" },
  ])("files what $functionArn gave up under $stage", async ({ functionArn, stage }) => {
    const reader = memoryReader([record(101)]);
    const batch = abandoned(
      { endSequenceNumber: "101", batchSize: 1 },
      { functionArn, condition: "RecordAgeExceeded" },
    );
    const { rows } = await run([JSON.stringify({ ...batch, responseContext: undefined })], { reader });
    expect(rows).toMatchObject([{ stage, reason: "record_age_exceeded" }]);
  });

  test("says of every row that it may have been processed when the range holds other lanes' records", async () => {
    const reader = memoryReader([101, 102, 103].map((at) => record(at)));
    const { rows } = await run([JSON.stringify(abandoned({ batchSize: 2 }))], { reader });
    expect(rows).toHaveLength(3);
    for (const { errors } of rows)
      expect(errors.map(({ message }) => message).join()).toMatch("may have been processed");
  });

  test.each([
    { what: "all records", held: [], lost: 3, rows: 1 },
    { what: "the oldest records", held: [103], lost: 2, rows: 2 },
    { what: "the oldest of a range shared with other lanes", held: [102, 103, 103.5], lost: 1, rows: 4 },
  ])("keeps the metadata and counts when $what are past retention", async ({ held, lost, rows }) => {
    const records = held.map((at) => record(Math.floor(at)));
    const result = await run([JSON.stringify(abandoned())], { reader: memoryReader(records) });
    expect(result.rows).toHaveLength(rows);
    const kept = result.rows.find(({ component }) => component === "failed")!;
    expect(kept).toMatchObject({
      stage: "enrich",
      reason: "retries_exhausted",
      source: { sequence_number: "101" },
    });
    expect(JSON.parse(Buffer.from(kept.payload!, "base64").toString())).toEqual(abandoned());
    expect(result.outcomes).toMatchObject([{ pastRetention: lost }]);
  });

  test("puts a large payload of an abandoned record beside its row", async () => {
    const bytes = randomBytes(200 * 1024);
    const reader = memoryReader([
      record(
        101,
        bytes.map((byte) => byte | 0x80),
      ),
    ]);
    const { rows, store } = await run(
      [JSON.stringify(abandoned({ endSequenceNumber: "101", batchSize: 1 }))],
      { reader },
    );
    expect(rows[0]!.payload).toBeUndefined();
    expect(await payloadOf(rows[0]!, store)).toEqual(Buffer.from(bytes.map((byte) => byte | 0x80)));
  });

  test("cuts a large range at the same places, whatever the pages", async () => {
    const records = Array.from({ length: 80 }, (_, index) => record(101 + index, "x".repeat(120_000)));
    const body = JSON.stringify(abandoned({ endSequenceNumber: "180", batchSize: 10 }));
    const { store, rows } = await run([body], { reader: memoryReader(records, 7) });
    const before = new Map(store.objects);
    expect(before.size).toBeGreaterThan(1);
    expect(rows).toHaveLength(80);
    await run([body], { store, reader: memoryReader(records, 13) });
    expect([...store.objects.keys()]).toEqual([...before.keys()]);
  });

  test("comes again when the stream cannot be read", async () => {
    const reader: StreamReader = {
      // biome-ignore lint/correctness/useYield: it fails before there is anything to give
      async *read() {
        throw new Error("AccessDenied");
      },
    };
    const { response, outcomes } = await run([JSON.stringify(abandoned())], { reader });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
    expect(outcomes).toMatchObject([{ message: "AccessDenied" }]);
  });
});
