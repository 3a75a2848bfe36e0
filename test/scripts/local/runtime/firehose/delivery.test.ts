import { describe, expect, test } from "@jest/globals";
import type { Converter } from "../../../../../scripts/local/runtime/firehose/convert/converter.ts";
import { columnLines } from "../../../../../scripts/local/runtime/firehose/convert/lines.ts";
import { runDelivery } from "../../../../../scripts/local/runtime/firehose/delivery.ts";
import type { DeliveryDefinition } from "../../../../../scripts/local/runtime/firehose/types.ts";
import { jsonPayload } from "../../../../../scripts/local/runtime/lambda/payload.ts";
import { aggregate } from "../../../../../shared/pack/kpl.ts";
import { type FakeShard, fakeShard, fakeStream, record, records } from "../fake-stream.ts";
import { simulatedClock } from "../simulated-clock.ts";

type EventRecord = { recordId: string; data: string; kinesisRecordMetadata: Record<string, unknown> };
type Answer = (records: EventRecord[], turn: number) => unknown[] | "error";

const definition: DeliveryDefinition = {
  name: "archive",
  arn: "arn:d",
  sourceArn: "arn:s",
  bucket: "b",
  prefix: "events/dt=!{partitionKeyFromLambda:dt}/",
  errorPrefix: "errors/!{firehose:error-output-type}/",
  bufferBytes: 64 * 1024 * 1024,
  bufferMs: 60_000,
  dynamicPartitioning: true,
  transform: { functionArn: "arn:f", bufferBytes: 1024 * 1024, bufferMs: 60_000, retries: 3 },
  conversion: { database: "db", table: "events" },
  gzip: false,
  extension: ".parquet",
};

const columns = [
  { name: "n", type: "int" },
  { name: "at", type: "timestamp" },
];

/** Keeps the lines, in place of Parquet. */
const converter: Converter = {
  async convert(columns, records) {
    const { bytes, rows, failures } = columnLines(columns)(records, false);
    return { parquet: rows === 0 ? undefined : bytes, rows, failures };
  },
  async close() {},
};

const passing: Answer = (list) =>
  list.map(({ recordId, data }) => ({
    recordId,
    result: "Ok",
    data,
    metadata: { partitionKeys: { dt: "2026-01-01" } },
  }));

function run(
  answer: Answer,
  {
    hereBytes = Number.POSITIVE_INFINITY,
    ...more
  }: Partial<DeliveryDefinition> & { hereBytes?: number } = {},
  ...shards: FakeShard[]
) {
  const clock = simulatedClock();
  const { stream, changed, checkpoints } = fakeStream(
    ...(shards.length > 0 ? shards : [fakeShard("shard-0")]),
  );
  const objects = new Map<string, Uint8Array>();
  const batches: EventRecord[][] = [];
  let bufferMs = (_files: number) => 10_000;
  let s3Failures = 0;
  let s3Calls = 0;
  const delivery = runDelivery(
    { ...definition, ...more },
    stream,
    {
      functionName: "archive",
      columns,
      transformMs: () => 1_000,
      bufferMs: (files) => bufferMs(files),
      bufferBytes: hereBytes,
      retryPauseMs: 50,
    },
    {
      clock,
      region: "eu-west-1",
      accountId: "0",
      log: () => {},
      converter,
      s3: {
        async put(_bucket, key, body) {
          s3Calls += 1;
          if (s3Failures-- > 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
          objects.set(key, body);
        },
      },
      async invoke(_name, payload) {
        const { records: list } = JSON.parse(payload.text()) as { records: EventRecord[] };
        batches.push(list);
        const result = answer(list, batches.length);
        const error = { kind: "Unhandled", errorType: "Error", errorMessage: "bad" } as const;
        return {
          requestId: "r",
          durationMs: 0,
          ...(result === "error" ? { error } : { payload: jsonPayload({ records: result }) }),
        };
      },
    },
  );
  const errorLines = (type: string) =>
    [...objects]
      .filter(([key]) => key.startsWith(`errors/${type}/`))
      .flatMap(([, body]) => Buffer.from(body).toString().trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    clock,
    delivery,
    objects,
    batches,
    changed,
    checkpoints,
    shard: stream.shards[0]!,
    errorLines,
    s3Calls: () => s3Calls,
    waitInBuffers(ms: (files: number) => number) {
      bufferMs = ms;
    },
    failS3: (times: number) => {
      s3Failures = times;
    },
    async flush() {
      const flushed = delivery.flush();
      await clock.advance(60_000);
      await flushed;
    },
  };
}

const line = (index: number) => ({ data: Buffer.from(`{"n":${index},"at":"2026-01-01T00:00:00Z"}\n`) });

describe("a delivery stream", () => {
  test("whose disk is full asks again until it is stopped, and then no more", async () => {
    const { shard, clock, delivery, failS3, s3Calls } = run(passing);
    failS3(Number.POSITIVE_INFINITY);
    shard.records.push(...records(1, line));
    void delivery.flush();
    await clock.advance(60_000);
    expect(s3Calls()).toBeGreaterThan(1);
    delivery.stop();
    await clock.advance(2_000);
    const calls = s3Calls();
    await clock.advance(60_000);
    expect(s3Calls()).toBe(calls);
  });

  test("writes what the transform answered, under the partition's prefix and Firehose's name", async () => {
    const { shard, flush, objects, delivery, checkpoints } = run(passing);
    shard.records.push(...records(5, line));
    await flush();
    const [key] = [...objects.keys()];
    expect(key).toMatch(
      /^events\/dt=2026-01-01\/archive-1-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9a-f-]{36}\.parquet$/,
    );
    expect(delivery.status()).toMatchObject({
      records: 5,
      delivered: { files: 1, rows: 5 },
      failed: 0,
      buffered: 0,
      age: 0,
    });
    expect(checkpoints).toEqual({ "shard-0": "99" });
  });

  test("opens one object a partition", async () => {
    const { shard, flush, objects } = run((list) =>
      (passing(list, 1) as object[]).map((each, index) => ({
        ...each,
        metadata: { partitionKeys: { dt: `2026-01-0${1 + (index % 3)}` } },
      })),
    );
    shard.records.push(...records(7, line));
    await flush();
    expect([...objects.keys()].map((key) => key.slice(0, 20)).sort()).toEqual([
      "events/dt=2026-01-01",
      "events/dt=2026-01-02",
      "events/dt=2026-01-03",
    ]);
  });

  test("waits for the transform's buffer and then for its own", async () => {
    const { shard, clock, changed, objects, batches } = run(passing);
    shard.records.push(record(0, line(0)));
    changed();
    await clock.advance(999);
    expect(batches).toHaveLength(0);
    await clock.advance(1);
    expect(batches).toHaveLength(1);
    await clock.advance(9_000);
    expect(objects.size).toBe(0);
    await clock.advance(1_100);
    expect(objects.size).toBe(1);
  });

  test("waits as long as it is told for what is written already, and looks again when that may have changed", async () => {
    const { shard, clock, changed, objects, delivery, waitInBuffers } = run(passing);
    waitInBuffers((files) => (files === 0 ? 100 : 10_000));
    const put = async (index: number) => {
      shard.records.push(record(index, line(index)));
      changed();
      // The transform's buffer.
      await clock.advance(1_000);
    };
    await put(0);
    await clock.advance(200);
    expect(objects.size).toBe(1);
    await put(1);
    await clock.advance(5_000);
    expect(objects.size).toBe(1);
    waitInBuffers(() => 4_000);
    delivery.look();
    await clock.advance(1);
    expect(objects.size).toBe(2);
  });

  test.each([
    { description: "is full as declared", bufferBytes: 100, hereBytes: 1_000, files: 1 },
    { description: "is full at a smaller size here", bufferBytes: 1_000, hereBytes: 100, files: 1 },
    { description: "is not full waits", bufferBytes: 1_000, hereBytes: 1_000, files: 0 },
  ])("a buffer that $description", async ({ bufferBytes, hereBytes, files }) => {
    const { shard, changed, clock, objects } = run(passing, { bufferBytes, hereBytes });
    shard.records.push(...records(6, () => ({ data: Buffer.from(`{"n":1}${" ".repeat(13)}`) })));
    changed();
    await clock.advance(1_100);
    expect(objects.size).toBe(files);
  });

  test("hands the transform at most its buffer's bytes at once", async () => {
    const { shard, flush, batches } = run(passing, {
      transform: { ...definition.transform!, bufferBytes: 100 },
    });
    shard.records.push(...records(6, () => ({ data: Buffer.from(`{"n":1}${" ".repeat(33)}`) })));
    await flush();
    expect(batches.map((batch) => batch.length)).toEqual([2, 2, 2]);
  });

  test("does not wait for company while more stands in the shard than the transform takes at once", async () => {
    const { shard, changed, clock, batches } = run(passing, {
      transform: { ...definition.transform!, bufferBytes: 100 },
    });
    shard.records.push(...records(5, () => ({ data: Buffer.from(`{"n":1}${" ".repeat(33)}`) })));
    changed();
    await clock.advance(10);
    expect(batches.map((batch) => batch.length)).toEqual([2, 2]);
    await clock.advance(1_000);
    expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
  });

  test("takes KPL aggregates apart first", async () => {
    const { shard, flush, batches } = run(passing);
    const parts = [1, 2].map((n) => ({ partitionKey: `k${n}`, data: Buffer.from(`{"n":${n}}`) }));
    shard.records.push(record(0, { data: Buffer.from(aggregate(parts)) }));
    await flush();
    expect(batches[0]!.map(({ data }) => Buffer.from(data, "base64").toString())).toEqual([
      '{"n":1}',
      '{"n":2}',
    ]);
    expect(batches[0]!.map(({ kinesisRecordMetadata }) => kinesisRecordMetadata.subsequenceNumber)).toEqual([
      "0",
      "1",
    ]);
    expect(new Set(batches[0]!.map(({ recordId }) => recordId)).size).toBe(2);
  });

  test("keeps a ProcessingFailed record's bytes under the error prefix", async () => {
    const { shard, flush, errorLines, delivery } = run((list) => [
      ...passing(list.slice(1), 1),
      { recordId: list[0]!.recordId, result: "ProcessingFailed" },
    ]);
    shard.records.push(...records(3, line));
    await flush();
    expect(errorLines("processing-failed")).toEqual([
      {
        attemptsMade: 1,
        arrivalTimestamp: 1_000_000,
        errorCode: "Lambda.ProcessingFailedStatus",
        errorMessage: expect.any(String),
        attemptEndingTimestamp: expect.any(Number),
        rawData: Buffer.from(line(0).data).toString("base64"),
        lambdaArn: "arn:f",
      },
    ]);
    expect(delivery.status()).toMatchObject({ records: 3, delivered: { rows: 2 }, failed: 1 });
  });

  test("counts a Dropped record and writes it nowhere", async () => {
    const { shard, flush, objects, delivery } = run((list) =>
      list.map(({ recordId }) => ({ recordId, result: "Dropped" })),
    );
    shard.records.push(...records(2, line));
    await flush();
    expect([objects.size, delivery.status().dropped]).toEqual([0, 2]);
  });

  test.each([
    { failures: 3, rows: 2, failed: 0 },
    { failures: 4, rows: 0, failed: 2 },
  ])(
    "a transform that fails $failures times: $rows rows, $failed failed",
    async ({ failures, rows, failed }) => {
      const { shard, flush, errorLines, delivery } = run((list, turn) =>
        turn <= failures ? "error" : passing(list, turn),
      );
      shard.records.push(...records(2, line));
      await flush();
      expect(delivery.status()).toMatchObject({ delivered: { rows }, failed });
      const codes = errorLines("processing-failed").map(({ errorCode, attemptsMade }) => [
        errorCode,
        attemptsMade,
      ]);
      expect(codes).toEqual(Array.from({ length: failed }, () => ["Lambda.FunctionError", 4]));
    },
  );

  test.each<{ description: string; type: string; answer: Answer; data: string }>([
    {
      description: "the transform failed",
      type: "processing-failed",
      answer: ([first]) => [{ recordId: first!.recordId, result: "ProcessingFailed" }],
      data: "{}",
    },
    {
      description: "does not convert",
      type: "format-conversion-failed",
      answer: passing,
      data: '{"n":"x"}\n',
    },
  ])("writes by itself what $description, though nothing else comes", async ({ type, answer, data }) => {
    const { shard, changed, clock, errorLines } = run(answer);
    shard.records.push(record(0, { data: Buffer.from(data) }));
    changed();
    await clock.advance(30_000);
    expect(errorLines(type)).toHaveLength(1);
  });

  test("a record that does not convert goes to the error prefix with all its fields", async () => {
    const { shard, flush, errorLines, delivery } = run(passing);
    const bad = Buffer.from('{"n":"x"}\n');
    shard.records.push(record(0, line(0)), record(1, { data: bad }));
    await flush();
    expect(errorLines("format-conversion-failed")).toEqual([
      {
        attemptsMade: 1,
        arrivalTimestamp: 1_000_000,
        errorCode: "DataFormatConversion.MalformedData",
        errorMessage: expect.stringContaining("n:"),
        attemptEndingTimestamp: expect.any(Number),
        rawData: bad.toString("base64"),
        sequenceNumber: "96",
        subSequenceNumber: null,
        dataCatalogTable: {
          catalogId: "0",
          databaseName: "db",
          tableName: "events",
          region: "eu-west-1",
          versionId: "LATEST",
        },
      },
    ]);
    expect(delivery.status()).toMatchObject({ delivered: { rows: 1 }, failed: 1 });
  });

  test.each([{ partitionKeys: {} }, { partitionKeys: { dt: "" } }])(
    "a record without its partition key is not lost: %j",
    async (metadata) => {
      const { shard, flush, errorLines } = run((list) =>
        list.map(({ recordId, data }) => ({ recordId, data, result: "Ok", metadata })),
      );
      shard.records.push(record(0, line(0)));
      await flush();
      expect(errorLines("partitioning-failed")).toMatchObject([
        { errorCode: "DynamicPartitioning.MissingPartitionKey", rawData: line(0).data.toString("base64") },
      ]);
    },
  );

  test("the 501st active partition overflows", async () => {
    const { shard, flush, errorLines, delivery } = run((list) =>
      list.map(({ recordId, data }, index) => ({
        recordId,
        data,
        result: "Ok",
        metadata: { partitionKeys: { dt: String(index) } },
      })),
    );
    shard.records.push(...records(502, line));
    await flush();
    expect(errorLines("activePartitionExceeded")).toHaveLength(2);
    expect(delivery.status()).toMatchObject({ delivered: { files: 500, rows: 500 }, failed: 2 });
  });

  test("tries again when S3 refuses, and loses nothing", async () => {
    const { shard, flush, failS3, delivery } = run(passing);
    failS3(3);
    shard.records.push(...records(2, line));
    await flush();
    expect(delivery.status().delivered).toMatchObject({ files: 1, rows: 2 });
  });

  test("begins at LATEST: what stood in the stream before it is not delivered", async () => {
    const shard = fakeShard("shard-0");
    shard.records.push(...records(2, line));
    const { flush, delivery } = run(passing, {}, shard);
    shard.records.push(record(2, line(2)));
    await flush();
    expect(delivery.status()).toMatchObject({ records: 1, delivered: { rows: 1 } });
  });

  test("reads the children of a split after their parent", async () => {
    const parent = fakeShard("parent");
    const child = fakeShard("child", ["parent"]);
    const { flush, batches, clock, changed, delivery } = run(passing, {}, parent, child);
    parent.records.push(...records(2, line));
    child.records.push(record(9, line(9)));
    changed();
    await clock.advance(5_000);
    expect(batches.map((batch) => batch.length)).toEqual([2]);
    expect(delivery.readToEnd()).toBe(false);
    parent.closed = true;
    changed();
    await flush();
    expect(batches.map((batch) => batch.length)).toEqual([2, 1]);
    expect(delivery.readToEnd()).toBe(true);
  });

  test("reads no grandchild before its parent, which waits for its own", async () => {
    const parent = fakeShard("parent");
    const child = fakeShard("child", ["parent"]);
    const grandchild = fakeShard("grandchild", ["child"]);
    const { batches, clock, changed } = run(passing, {}, parent, child, grandchild);
    grandchild.records.push(record(9, line(9)));
    changed();
    await clock.advance(5_000);
    expect(batches).toEqual([]);
  });

  test("waits for no company in a shard that is closed", async () => {
    const { shard, changed, clock, batches } = run(passing);
    shard.records.push(record(0, line(0)));
    shard.closed = true;
    changed();
    await clock.advance(0);
    expect(batches).toHaveLength(1);
  });

  test("without conversion joins the bytes, under a prefix by arrival time", async () => {
    const { shard, flush, objects } = run(passing, {
      dynamicPartitioning: false,
      prefix: "raw/",
      extension: "",
    });
    shard.records.push(record(0, { data: Buffer.from("{}") }));
    await flush();
    expect([...objects.keys()][0]).toMatch(/^raw\/1970\/01\/01\/00\/archive-1-/);
  });
});
