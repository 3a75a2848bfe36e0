import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { takeApart } from "../../../../../../scripts/local/runtime/triggers/kinesis/fan-out.ts";
import { aggregate } from "../../../../../../shared/pack/kpl.ts";
import { record } from "../../fake-stream.ts";

describe("a record under enhanced fan-out", () => {
  test("that is no aggregate is delivered as it is", () => {
    const plain = record(0);
    expect(takeApart(plain)).toEqual({ records: [plain], lost: 0 });
  });

  test("that is an aggregate with a wrong checksum is delivered as it is", () => {
    const data = Buffer.from(aggregate([{ partitionKey: "k", data: Buffer.from("x") }]));
    data[data.length - 1]! ^= 1;
    const broken = record(0, { data });
    expect(takeApart(broken)).toEqual({ records: [broken], lost: 0 });
  });

  test("delivers the user records of the aggregate's key at its place, and loses all others", () => {
    const parts = fc.array(
      fc.record({
        partitionKey: fc.constantFrom("k", "l", "m"),
        data: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(parts, (list) => {
        const outer = record(3, { partitionKey: "k", data: Buffer.from(aggregate(list)) });
        const own = list.filter(({ partitionKey }) => partitionKey === "k");
        const { records, lost } = takeApart(outer);
        expect(records).toEqual(own.map(({ data }) => ({ ...outer, data })));
        expect(lost).toBe(list.length - own.length);
      }),
    );
  });
});
