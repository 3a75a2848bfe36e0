import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { failureId } from "../../../shared/failure/describe.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import {
  contentSource,
  entrySource,
  failedEntry,
  fileFailures,
  firstIndexOf,
  lineSource,
  packRefusal,
  type Why,
} from "../../../shared/failure/place.ts";
import { replayKey } from "../../../shared/failure/replayed.ts";
import { RECORD_BYTES, UNPACKED_BYTES } from "../../../shared/limits.ts";
import { streamRecord } from "../../builders/stream-record.ts";
import { failure } from "./builders.ts";

const record = streamRecord(["a", "b"], { sequenceNumber: "17", arrivalTime: Date.UTC(2026, 2, 4) });
const bytes = Buffer.from("b");
const why: Why = { stage: "decode", reason: "not_json", errors: [] };

describe("an entry that failed", () => {
  test("stands at its record's position and its own index", () => {
    expect(failedEntry({ record, index: 1, bytes }, { ...why, event_id: "e" })).toEqual({
      record,
      failure: {
        ...why,
        event_id: "e",
        payload: bytes,
        source: {
          stream: "raw",
          shard_id: "shardId-000000000000",
          sequence_number: "17",
          subsequence_number: 1,
          arrival_time: "2026-03-04T00:00:00.000Z",
        },
      },
    });
  });

  const replayed = {
    replay_of: `${"0".repeat(32)}-decode`,
    replay_count: 2,
    first_failed_at: "2026-03-01T00:00:00.000Z",
  };
  const putBack = { ...record, partitionKey: replayKey(replayed) };

  test("says what it was replayed for where only its record's key does", () => {
    expect(failedEntry({ record: putBack, index: 0, bytes }, why).failure).toMatchObject(replayed);
  });

  test("is not taken for the replayed one that it shares a record with", () => {
    expect(failedEntry({ record: putBack, index: 1, bytes }, why).failure).not.toHaveProperty("replay_of");
  });
});

test("a record that is no pack is refused with what unpacking said of it", () => {
  const unpacked = { ok: false, reason: "bad_aggregate", message: "a wrong checksum" } as const;
  expect(packRefusal(unpacked)).toEqual({
    reason: "bad_aggregate",
    errors: [
      { path: "", expected: "a pack of events", actual: "bad_aggregate", message: "a wrong checksum" },
    ],
  });
  expect(packRefusal(unpacked, "a page").errors[0]!.expected).toBe("a page");
});

describe("lines of records out of an aggregate", () => {
  test.each([
    { what: "no aggregate", subSequence: undefined },
    { what: "a null, as Firehose writes it", subSequence: null },
    { what: "an empty text", subSequence: "" },
    { what: "the first record", subSequence: "0" },
  ])("are counted from 0 for $what", ({ subSequence }) => {
    expect(firstIndexOf(subSequence)).toBe(0);
  });

  test("have a place of their own each", () => {
    const first = entrySource(record, 0);
    const idOf = (subSequence: number, line: number) => {
      const source = { ...first, subsequence_number: firstIndexOf(String(subSequence)) };
      return failureId({ source: lineSource(source, line), stage: "archive" });
    };
    // A line of a plain record has two bytes at least.
    const place = fc.tuple(fc.nat(999), fc.nat(RECORD_BYTES / 2));
    fc.assert(
      fc.property(place, place, (one, other) => {
        expect(idOf(...one) === idOf(...other)).toBe(String(one) === String(other));
      }),
    );
  });

  test("keep the place and the id that they had in earlier versions", () => {
    const source = { ...entrySource(record, 0), subsequence_number: firstIndexOf("3") };
    expect(source.subsequence_number).toBe(3_145_728);
    expect(failureId({ source: lineSource(source, 5), stage: "archive" })).toBe(
      "553ef0d0ffe13e06e2eb2978e6b4e98f-archive",
    );
  });

  test("are counted on from the record's first", () => {
    const first = { ...entrySource(record, 0), subsequence_number: firstIndexOf("3") };
    expect(lineSource(first, 5).subsequence_number).toBe(firstIndexOf("3") + 5);
  });

  test("are told apart however much a record unpacks to, if they are as long as any event", () => {
    const shortest = Buffer.byteLength('{"event_id":"1","event_name":"a"}\n');
    expect(UNPACKED_BYTES / firstIndexOf("1")).toBeLessThan(shortest);
  });
});

describe("bytes without a place", () => {
  test("stand where their content says, whenever they come", () => {
    const at = (text: string, arrivedAt: number) => contentSource("queue", Buffer.from(text), arrivedAt);
    const idOf = (source: Failure["source"]) => failureId({ source, stage: "decode" });
    expect(idOf(at("a", 1))).toBe(idOf(at("a", 2)));
    expect(idOf(at("a", 1))).not.toBe(idOf(at("b", 1)));
    expect(at("a", 1)).toMatchObject({ stream: "queue", arrival_time: "1970-01-01T00:00:00.001Z" });
  });
});

describe("filing", () => {
  const [one, two, three] = ["one", "two", "three"].map((name) => ({ name }));
  const failed = [one, one, two, three].map((origin) => ({ record: origin, failure: failure() }));

  test("returns once each what a failure was not taken of", async () => {
    const sink = { publish: async () => [failed[1]!.failure, failed[0]!.failure, failed[3]!.failure] };
    expect([...(await fileFailures(failed, sink, 17))]).toEqual([one, three]);
  });

  test("hands over every failure, and the deadline", async () => {
    const calls: unknown[] = [];
    const publish = async (...call: unknown[]) => {
      calls.push(call);
      return [];
    };
    expect((await fileFailures(failed, { publish }, 17)).size).toBe(0);
    expect(calls).toEqual([[failed.map((each) => each.failure), 17]]);
  });

  test("does not ask for nothing", async () => {
    const publish = () => {
      throw new Error("asked");
    };
    expect((await fileFailures([], { publish }, 17)).size).toBe(0);
  });

  test("throws when the failed path cannot be used at all", async () => {
    const publish = async () => {
      throw new Error("no such queue");
    };
    await expect(fileFailures(failed, { publish }, 17)).rejects.toThrow("no such queue");
  });
});
