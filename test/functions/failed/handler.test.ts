import { randomBytes } from "node:crypto";
import { gunzipSync, zstdCompressSync } from "node:zlib";
import { expect, describe as suite, test } from "@jest/globals";
import { failedHandler, type MessageOutcome } from "../../../functions/failed/handler.ts";
import { payloadOfRow } from "../../../shared/failure/claim-check.ts";
import { describe, failureId } from "../../../shared/failure/describe.ts";
import { packFailures } from "../../../shared/failure/envelope.ts";
import type { FailedEvent, Failure } from "../../../shared/failure/failed-event.ts";
import type { ObjectReader, StreamReader } from "../../../shared/failure/ports.ts";
import {
  failureAt,
  type MemoryStore,
  memoryObjectStore,
  memoryQueue,
} from "../../shared/failure/builders.ts";
import {
  abandoned,
  deliveredRecord,
  errorLine,
  memoryObject,
  memoryReader,
  notice,
  SENT,
  sqsEvent,
} from "./builders.ts";

const invocation = { deadline: SENT + 60_000, functionArn: "arn", requestId: "r" };

async function run(
  bodies: string[],
  {
    store = memoryObjectStore(),
    reader = memoryReader([]) as StreamReader,
    objects = memoryObject("") as ObjectReader,
    queue = memoryQueue(),
    now = () => SENT,
  } = {},
) {
  const outcomes: MessageOutcome[] = [];
  const handle = failedHandler({
    store,
    reader,
    objects,
    queue,
    now,
    prefix: "failed/",
    report: (outcome) => outcomes.push(outcome),
  });
  const response = await handle(sqsEvent(bodies), invocation);
  return { response, outcomes, store, queue, rows: rowsOf(store) };
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

  test("a failure that was replayed and failed again does not write over its original bytes", async () => {
    const first = failureAt(0);
    const replayed = { replay_of: failureId(first), replay_count: 1, payload: Buffer.from("patched") };
    const { store } = await run([message(first)]);
    const { rows } = await run([message({ ...first, ...replayed })], { store });
    expect(rows.map(({ failure_id }) => failure_id)).toEqual([failureId(first), failureId(first)]);
    const payloads = await Promise.all(rows.map((row) => payloadOfRow(row, store)));
    expect(payloads.map(String).sort()).toEqual([String(first.payload), "patched"].sort());
  });

  test("one message that cannot be written comes again alone", async () => {
    const store = memoryObjectStore();
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
      [100, 101, 102, 103, 104].map((at) =>
        deliveredRecord(at, `{"event_id":"a${at}"}\n{"event_id":"b${at}"}`),
      ),
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
    const reader = memoryReader([deliveredRecord(101)]);
    const batch = abandoned(
      { endSequenceNumber: "101", batchSize: 1 },
      { functionArn, condition: "RecordAgeExceeded" },
    );
    const { rows } = await run([JSON.stringify({ ...batch, responseContext: undefined })], { reader });
    expect(rows).toMatchObject([{ stage, reason: "record_age_exceeded" }]);
  });

  test("files a record of very many lines as one row with its bytes, however the batch comes", async () => {
    const hostile = zstdCompressSync("x\n".repeat(9_000));
    const records = [deliveredRecord(101, hostile), deliveredRecord(102), deliveredRecord(103, hostile)];
    const payload = {
      Records: records.map(({ sequenceNumber, partitionKey, data }) => ({
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventSourceARN: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw",
        kinesis: {
          sequenceNumber,
          partitionKey,
          data: Buffer.from(data).toString("base64"),
          approximateArrivalTimestamp: SENT / 1000,
        },
      })),
    };
    const fromStream = await run([JSON.stringify(abandoned())], { reader: memoryReader(records) });
    const fromBucket = await run([notice("aws/lambda/x/1")], {
      objects: memoryObject(JSON.stringify({ ...abandoned(), payload })),
    });
    for (const { rows } of [fromStream, fromBucket]) {
      expect(rows.map(({ lines, event_id }) => lines ?? event_id)).toEqual([9_000, "e102", 9_000]);
      expect(Buffer.from(rows[0]!.payload!, "base64").equals(hostile)).toBe(true);
    }
  });

  test("cuts portions of very short events by their rows", async () => {
    const short = Array.from({ length: 100 }, (_, at) => deliveredRecord(101 + at, "1\n".repeat(200)));
    const info = { endSequenceNumber: "200", batchSize: 100 };
    const { store, rows } = await run([JSON.stringify(abandoned(info))], { reader: memoryReader(short, 10) });
    expect(rows).toHaveLength(20_000);
    expect(store.objects.size).toBeGreaterThan(3);
  });

  test("says which rows may have been processed when the range holds other lanes' records", async () => {
    const keys = ["a", "b", "a", "c", "d"];
    const reader = memoryReader(keys.map((key, index) => deliveredRecord(101 + index, "{}", key)));
    const { rows, outcomes } = await run(
      [JSON.stringify(abandoned({ batchSize: 4, endSequenceNumber: "105" }))],
      { reader },
    );
    expect(rows.map(({ overlap }) => overlap)).toEqual([
      undefined,
      "possible",
      undefined,
      "possible",
      undefined,
    ]);
    for (const { overlap, errors } of rows) {
      const message = errors.map((error) => error.message).join();
      if (overlap) expect(message).toMatch("may have been processed");
      else expect(message).not.toMatch("may have been processed");
    }
    expect(outcomes).toMatchObject([{ overlapping: 2, pastRetention: 0 }]);
  });

  test("a range that outlasts the invocation goes back to the queue, and comes to the same objects", async () => {
    const records = Array.from({ length: 30 }, (_, index) =>
      deliveredRecord(101 + index, `${index}`.padEnd(900_000)),
    );
    const body = JSON.stringify(abandoned({ endSequenceNumber: "130", batchSize: 10 }));
    const reader = memoryReader(records, 7);
    const whole = await run([body], { reader });
    const store = memoryObjectStore();
    const queue = memoryQueue();
    const hurried = { store, queue, reader, now: () => invocation.deadline };
    let next: string | undefined = body;
    let invocations = 0;
    for (; next; next = queue.bodies[invocations], invocations += 1) await run([next], hurried);
    expect(invocations).toBeGreaterThan(2);
    expect([...store.objects.keys()].sort()).toEqual([...whole.store.objects.keys()].sort());
    expect(
      rowsOf(store)
        .map(({ failure_id }) => failure_id)
        .sort(),
    ).toEqual(whole.rows.map(({ failure_id }) => failure_id).sort());
  });

  test.each([
    { left: 20_001, description: "for a portion and the work after it goes on", goesOn: true },
    { left: 20_000, description: "for less puts the rest back on the queue", goesOn: false },
  ])("an invocation with time $description", async ({ left, goesOn }) => {
    const records = Array.from({ length: 12 }, (_, index) =>
      deliveredRecord(101 + index, `${index}`.padEnd(900_000)),
    );
    const objects = memoryObject(
      records.map(({ data }) => errorLine(Buffer.from(data).toString())).join("\n"),
    );
    const { outcomes, queue, rows } = await run([notice("errors/processing-failed/x")], {
      objects,
      now: () => invocation.deadline - left,
    });
    expect(outcomes).toMatchObject([{ continued: !goesOn }]);
    expect(queue.bodies).toHaveLength(goesOn ? 0 : 1);
    expect(rows.length === records.length).toBe(goesOn);
  });

  test("a range of which the rest is past retention by then is counted as lost", async () => {
    const batch = { ...abandoned(), continued: { at: "102", firstKey: "7", found: 1 } };
    const { rows, outcomes } = await run([JSON.stringify(batch)], {
      reader: memoryReader([deliveredRecord(103)]),
    });
    expect(rows.map(({ component }) => component)).toEqual(["enrich", "failed"]);
    expect(outcomes).toMatchObject([{ pastRetention: 1 }]);
  });

  test("a range is not whole whose next record is past retention, however many of other lanes are in it", async () => {
    const batch = { ...abandoned(), continued: { at: "102", firstKey: "7", found: 2 } };
    const { outcomes } = await run([JSON.stringify(batch)], {
      reader: memoryReader([deliveredRecord(103)]),
    });
    expect(outcomes).toMatchObject([{ written: 2, pastRetention: 1 }]);
  });

  test("an object without lines is not held in memory, and its message comes again", async () => {
    const objects = memoryObject("x".repeat(9 * 1024 * 1024), 1024 * 1024);
    const { response, outcomes, rows } = await run([notice("errors/processing-failed/x")], { objects });
    expect(rows).toEqual([]);
    expect(outcomes).toMatchObject([{ message: expect.stringContaining("has no lines") }]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
  });

  test("a message comes again when its rest cannot be put back on the queue", async () => {
    const records = Array.from({ length: 20 }, (_, index) =>
      deliveredRecord(101 + index, "x".repeat(900_000)),
    );
    const body = JSON.stringify(abandoned({ endSequenceNumber: "120", batchSize: 10 }));
    const { response } = await run([body], {
      reader: memoryReader(records),
      queue: memoryQueue(() => true),
      now: () => invocation.deadline,
    });
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: "m0" }]);
  });

  test("does nothing about the message by which S3 tries the queue out", async () => {
    const { rows, outcomes } = await run([
      '{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"archive"}',
    ]);
    expect(rows).toEqual([]);
    expect(outcomes).toMatchObject([{ written: 0, unreadable: false }]);
  });

  test("reads an error object of Firehose, one row an event of each record", async () => {
    const pack = '{"event_id":"a"}\n{"event_id":"b"}';
    const objects = memoryObject(`${errorLine(pack)}\n${errorLine('{"event_id":"c"}')}\n`, 100);
    const { rows } = await run([notice("errors/processing-failed/dt=2026-03-01/x y")], { objects });
    expect(rows.map(({ event_id }) => event_id)).toEqual(["a", "b", "c"]);
    expect(rows[1]).toMatchObject({
      stage: "archive",
      reason: "transform_failed",
      retryable: true,
      component: "firehose",
      attempt: 4,
      failed_at: new Date(SENT).toISOString(),
      source: { stream: "firehose", subsequence_number: 1 },
    });
    expect(Buffer.from(rows[1]!.payload!, "base64").toString()).toBe('{"event_id":"b"}');
  });

  test("asks for the object by its real key", async () => {
    const asked: string[] = [];
    const objects: ObjectReader = {
      // biome-ignore lint/correctness/useYield: an empty object has no pieces
      async *read({ bucket, key }) {
        asked.push(`${bucket}/${key}`);
      },
    };
    const [key] = ["errors/processing-failed/dt=2026-03-01/a b+c"];
    await run([notice(key)], { objects });
    await run([notice(key).replaceAll("%20", "+")], { objects });
    expect(asked).toEqual([`archive/${key}`, `archive/${key}`]);
  });

  test("a large object goes on in a later invocation where the earlier one ended", async () => {
    const lines = Array.from({ length: 20 }, (_, index) =>
      errorLine(`{"event_id":"${index}","x":"${"é".repeat(250_000)}"}`),
    );
    const objects = memoryObject(lines.join("\n"), 70_001);
    const whole = await run([notice("errors/processing-failed/x")], { objects });
    expect(whole.rows).toHaveLength(20);
    const store = memoryObjectStore();
    const queue = memoryQueue();
    const hurried = { store, queue, objects, now: () => invocation.deadline };
    let next: string | undefined = notice("errors/processing-failed/x");
    let invocations = 0;
    for (; next; next = queue.bodies[invocations], invocations += 1) await run([next], hurried);
    expect(invocations).toBeGreaterThan(1);
    expect([...store.objects.keys()].sort()).toEqual([...whole.store.objects.keys()].sort());
  });

  const kinesis = (sequenceNumber: string) => ({
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventSourceARN: "arn:aws:kinesis:eu-west-1:123456789012:stream/raw",
    kinesis: {
      sequenceNumber,
      partitionKey: "7",
      data: Buffer.from(`{"event_id":"e${sequenceNumber}"}`).toString("base64"),
      approximateArrivalTimestamp: SENT / 1000,
    },
  });

  test("counts what is missing of a batch that Lambda wrote to a bucket", async () => {
    const payload = { Records: ["101", "102"].map(kinesis) };
    const objects = memoryObject(JSON.stringify({ ...abandoned(), payload }));
    const { rows, outcomes } = await run([notice("aws/lambda/uuid/shard/2026/03/01/x")], { objects });
    expect(rows).toHaveLength(3);
    expect(outcomes).toMatchObject([{ written: 3, pastRetention: 1, continued: false }]);
  });

  test("a batch that Lambda wrote to a bucket needs no reading of the stream", async () => {
    const payload = { Records: ["101", "102", "103"].map(kinesis) };
    for (const written of [payload, JSON.stringify(payload)]) {
      const objects = memoryObject(JSON.stringify({ ...abandoned(), payload: written }));
      const { rows } = await run([notice("aws/lambda/uuid/shard/2026/03/01/x")], { objects });
      expect(rows.map(({ event_id, overlap }) => [event_id, overlap])).toEqual([
        ["e101", undefined],
        ["e102", undefined],
        ["e103", undefined],
      ]);
    }
  });

  test.each(["no json", "{}", JSON.stringify({ ...abandoned(), payload: "no json" })])(
    "keeps an object of Lambda that says %s",
    async (text) => {
      const objects = memoryObject(text);
      const { rows } = await run([notice("aws/lambda/uuid/shard/2026/03/01/x")], { objects });
      expect(rows).toMatchObject([{ component: "failed", payload: Buffer.from(text).toString("base64") }]);
    },
  );

  test.each([
    { what: "all records", held: [], lost: 3, rows: 1 },
    { what: "the oldest records", held: [103], lost: 2, rows: 2 },
    { what: "the oldest of a range shared with other lanes", held: [102, 103, 103.5], lost: 1, rows: 4 },
  ])("keeps the metadata and counts when $what are past retention", async ({ held, lost, rows }) => {
    const records = held.map((at) => deliveredRecord(Math.floor(at)));
    const result = await run([JSON.stringify(abandoned())], { reader: memoryReader(records) });
    expect(result.rows).toHaveLength(rows);
    const kept = result.rows.find(({ component }) => component === "failed")!;
    expect(kept).toMatchObject({
      stage: "enrich",
      reason: "retries_exhausted",
      source: { sequence_number: "101", subsequence_number: -1 },
    });
    expect(JSON.parse(Buffer.from(kept.payload!, "base64").toString())).toEqual(abandoned());
    expect(result.outcomes).toMatchObject([{ pastRetention: lost }]);
  });

  test("puts a large payload of an abandoned record beside its row", async () => {
    const bytes = randomBytes(200 * 1024);
    const reader = memoryReader([
      deliveredRecord(
        101,
        bytes.map((byte) => byte | 0x80),
      ),
    ]);
    const { rows, store } = await run(
      [JSON.stringify(abandoned({ endSequenceNumber: "101", batchSize: 1 }))],
      { reader },
    );
    expect(rows[0]!.payload).toBeUndefined();
    expect(await payloadOfRow(rows[0]!, store)).toEqual(Buffer.from(bytes.map((byte) => byte | 0x80)));
  });

  test("cuts a large range at the same places, whatever the pages", async () => {
    const records = Array.from({ length: 80 }, (_, index) =>
      deliveredRecord(101 + index, "x".repeat(120_000)),
    );
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
