import { KinesisClient, PutRecordsCommand, type PutRecordsCommandInput } from "@aws-sdk/client-kinesis";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { kinesisSink } from "../../../shared/aws/kinesis.ts";
import { PUT_RECORDS_BYTES, PUT_RECORDS_ENTRIES, RECORD_BYTES } from "../../../shared/limits.ts";
import type { OutRecord } from "../../../shared/stream.ts";
import { fakePace, serviceError } from "./pace.ts";

const kinesis = mockClient(KinesisClient);
beforeEach(() => {
  kinesis.reset();
});

const record = (partitionKey: string, text = "x"): OutRecord => ({ partitionKey, data: Buffer.from(text) });
const THROTTLED = "ProvisionedThroughputExceededException";

/** A stream that gives each entry a result: undefined takes it, a code refuses it. */
function stream(
  verdict: (key: string, data: Uint8Array, request: number) => string | undefined = () => undefined,
) {
  const taken: OutRecord[] = [];
  const requests: PutRecordsCommandInput[] = [];
  kinesis.on(PutRecordsCommand).callsFake((input: PutRecordsCommandInput) => {
    requests.push(input);
    const Records = input.Records!.map(({ PartitionKey, Data }) => {
      const code = verdict(PartitionKey!, Data!, requests.length);
      if (code) return { ErrorCode: code, ErrorMessage: "no" };
      taken.push({ partitionKey: PartitionKey!, data: Data! });
      return { SequenceNumber: String(taken.length), ShardId: "shardId-0" };
    });
    return { FailedRecordCount: 0, Records };
  });
  const pace = fakePace();
  return { taken, requests, pace, sink: kinesisSink(new KinesisClient({}), "raw", pace), start: pace.now() };
}

describe("kinesisSink", () => {
  test("puts every record and returns nothing", async () => {
    const { sink, taken, start } = stream();
    expect(await sink.put([record("a"), record("b")], start + 1000)).toEqual([]);
    expect(taken.map(({ partitionKey }) => partitionKey).sort()).toEqual(["a", "b"]);
  });

  test("resends only the refused entries, whatever FailedRecordCount says", async () => {
    const { sink, requests, start } = stream((key, _, request) =>
      key === "b" && request === 1 ? THROTTLED : undefined,
    );
    expect(await sink.put([record("a"), record("b"), record("c")], start + 5000)).toEqual([]);
    expect(requests.map(({ Records }) => Records!.map(({ PartitionKey }) => PartitionKey))).toEqual([
      ["a", "b", "c"],
      ["b"],
    ]);
  });

  test("holds the next record of a key until the one before is acknowledged", async () => {
    const { sink, requests, start } = stream((_, data, request) =>
      Buffer.from(data).toString() === "1" && request < 3 ? THROTTLED : undefined,
    );
    await sink.put([record("a", "1"), record("a", "2")], start + 60_000);
    expect(requests.map(({ Records }) => Records!.map(({ Data }) => Buffer.from(Data!).toString()))).toEqual([
      ["1"],
      ["1"],
      ["1"],
      ["2"],
    ]);
  });

  test("returns a record that the service will never take, and goes on with its key", async () => {
    const { sink, taken, start } = stream((_, data) =>
      data.length === 3 ? "AccessDeniedForEntry" : undefined,
    );
    const unwritten = await sink.put([record("a", "bad"), record("a", "good")], start + 1000);
    expect(unwritten).toMatchObject([{ code: "AccessDeniedForEntry", retriable: false }]);
    expect(taken.map(({ data }) => Buffer.from(data).toString())).toEqual(["good"]);
  });

  test("gives back what is left at the deadline, in order, as retriable", async () => {
    const { sink, start, pace } = stream(() => THROTTLED);
    const records = [record("a", "1"), record("a", "2")];
    const unwritten = await sink.put(records, start + 3000);
    expect(unwritten.map(({ item, code, retriable }) => [item, code, retriable])).toEqual([
      [records[0], THROTTLED, true],
      [records[1], "DeadlineExceeded", true],
    ]);
    expect(pace.elapsed()).toBeLessThan(3100);
  });

  test.each([
    {
      what: "larger than a record may be, with its key",
      item: record("ab", "x".repeat(RECORD_BYTES - 1)),
      code: "RecordTooLarge",
    },
    { what: "without a key", item: record(""), code: "InvalidPartitionKey" },
    { what: "with a key of 257 characters", item: record("k".repeat(257)), code: "InvalidPartitionKey" },
  ])("returns a record $what without sending it", async ({ item, code }) => {
    const { sink, requests, start } = stream();
    expect(await sink.put([item, record("fine")], start + 1000)).toMatchObject([
      { item, code, retriable: false },
    ]);
    expect(requests.flatMap(({ Records }) => Records!)).toHaveLength(1);
  });

  test.each([
    { error: serviceError("ResourceNotFoundException") },
    { error: serviceError("AccessDeniedException") },
  ])("throws $error.name", async ({ error }) => {
    kinesis.on(PutRecordsCommand).rejects(error);
    const pace = fakePace();
    const put = kinesisSink(new KinesisClient({}), "raw", pace).put([record("a")], pace.now() + 1000);
    await expect(put).rejects.toThrow(error.name);
  });

  test.each([
    { error: serviceError(THROTTLED) },
    { error: serviceError("InternalFailureException", 500) },
    { error: Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }) },
  ])("tries again after $error.message", async ({ error }) => {
    const pace = fakePace();
    kinesis
      .on(PutRecordsCommand)
      .rejectsOnce(error)
      .resolves({ FailedRecordCount: 0, Records: [{ SequenceNumber: "1" }] });
    expect(
      await kinesisSink(new KinesisClient({}), "raw", pace).put([record("a")], pace.now() + 9000),
    ).toEqual([]);
    expect(kinesis.calls()).toHaveLength(2);
  });

  test("takes an answer that is too short as a refusal of the rest", async () => {
    const pace = fakePace();
    kinesis
      .on(PutRecordsCommand)
      .resolvesOnce({ FailedRecordCount: 0, Records: [{ SequenceNumber: "1" }] })
      .resolves({ FailedRecordCount: 0, Records: [{ SequenceNumber: "2" }] });
    expect(
      await kinesisSink(new KinesisClient({}), "raw", pace).put(
        [record("a"), record("b")],
        pace.now() + 9000,
      ),
    ).toEqual([]);
    expect(kinesis.commandCalls(PutRecordsCommand)[1]!.args[0].input.Records).toMatchObject([
      { PartitionKey: "b" },
    ]);
  });

  const outcomes = ["ok", "ok", "ok", THROTTLED, "InternalFailure", "SomethingFinal"];
  test("whatever fails, each record is acknowledged once or returned once, and keys keep their order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }),
        fc.infiniteStream(fc.constantFrom(...outcomes)),
        fc.integer({ min: 0, max: 4000 }),
        async (keys, fate, time) => {
          kinesis.reset();
          const { sink, taken, start } = stream(() => {
            const next = fate.next().value!;
            return next === "ok" ? undefined : next;
          });
          const records = keys.map((key, index) => record(`key${key}`, String(index)));
          const unwritten = await sink.put(records, start + time);

          const name = ({ data }: OutRecord) => Number(Buffer.from(data).toString());
          const all = [...taken.map(name), ...unwritten.map(({ item }) => name(item))];
          expect(all.sort((a, b) => a - b)).toEqual(records.map(name));
          for (const key of new Set(keys)) {
            const ofKey = taken.filter(({ partitionKey }) => partitionKey === `key${key}`).map(name);
            expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
            const held = unwritten.filter(
              ({ item, retriable }) => retriable && item.partitionKey === `key${key}`,
            );
            for (const { item } of held) for (const put of ofKey) expect(put).toBeLessThan(name(item));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("501 records are a request of 500 and one of 1", async () => {
    const { sink, requests, start } = stream();
    const records = Array.from({ length: 501 }, (_, index) => record(`k${index}`));
    expect(await sink.put(records, start + 1000)).toEqual([]);
    expect(requests.map(({ Records }) => Records!.length)).toEqual([500, 1]);
  });

  test("no request is over the limits or has a key twice, whatever the sizes", async () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: RECORD_BYTES + 10 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { maxLength: 40 }),
        fc.integer({ min: 1, max: 1200 }),
        async (sizes, small) => {
          kinesis.reset();
          const { sink, requests, taken, start } = stream();
          const big = sizes.map((bytes, index) => ({ partitionKey: `p${index}`, data: Buffer.alloc(bytes) }));
          const tiny = Array.from({ length: small }, (_, index) => record(`s${index % 700}`));
          const unwritten = await sink.put([...big, ...tiny], start + 60_000);
          for (const { Records } of requests) {
            const bytes = Records!.reduce(
              (sum, { Data, PartitionKey }) => sum + Data!.length + PartitionKey!.length,
              0,
            );
            expect(Records!.length).toBeLessThanOrEqual(PUT_RECORDS_ENTRIES);
            expect(bytes).toBeLessThanOrEqual(PUT_RECORDS_BYTES);
            expect(new Set(Records!.map(({ PartitionKey }) => PartitionKey)).size).toBe(Records!.length);
          }
          expect(taken.length + unwritten.length).toBe(sizes.length + small);
        },
      ),
      { numRuns: 30 },
    );
  });
});
