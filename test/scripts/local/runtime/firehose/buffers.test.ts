import { describe, expect, test } from "@jest/globals";
import { openBuffers } from "../../../../../scripts/local/runtime/firehose/buffers.ts";
import { sourceRecord } from "./source-record.ts";

const record = (bytes: number, arrivalTime = 0) => ({
  data: Buffer.alloc(bytes),
  source: sourceRecord(1, { arrivalTime }),
});
const keys = (batches: { key: string }[]) => batches.map(({ key }) => key);

describe("the buffers of a delivery stream", () => {
  test("are due by size, each partition for itself", () => {
    const buffers = openBuffers({ bytes: 100, ms: 1_000 });
    buffers.add("a", record(60), 0);
    buffers.add("b", record(60), 0);
    buffers.add("a", record(40), 1);
    expect(keys(buffers.take(1, false))).toEqual(["a"]);
    expect([buffers.active(), buffers.bytes()]).toEqual([1, 60]);
  });

  test("are due by the age of their first record", () => {
    const buffers = openBuffers({ bytes: 100, ms: 1_000 });
    buffers.add("a", record(1), 0);
    buffers.add("b", record(1), 500);
    expect(buffers.nextDue()).toBe(1_000);
    expect(keys(buffers.take(999, false))).toEqual([]);
    expect(keys(buffers.take(1_000, false))).toEqual(["a"]);
    expect(buffers.nextDue()).toBe(1_500);
  });

  test("refuse a partition beyond the limit until one is delivered", () => {
    const buffers = openBuffers({ bytes: 100, ms: 1_000, active: 2 });
    expect(["a", "b", "c", "a"].map((key) => buffers.add(key, record(1), 0))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    buffers.take(0, true);
    expect(buffers.add("c", record(1), 0)).toBe(true);
  });

  test("give up the largest first to make room", () => {
    const buffers = openBuffers({ bytes: 100, ms: 1_000 });
    buffers.add("a", record(10), 0);
    buffers.add("b", record(30, -5), 0);
    expect(buffers.oldest()).toBe(-5);
    expect(buffers.takeLargest()?.key).toBe("b");
    expect(buffers.takeLargest()?.key).toBe("a");
    expect(buffers.takeLargest()).toBeUndefined();
  });
});
