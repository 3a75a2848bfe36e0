import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { aggregate, disaggregate, isAggregate, type KplRecord } from "../../../shared/pack/kpl.ts";

/** An aggregate written by hand from the KPL's format description: magic, protobuf, MD5 of the protobuf. */
function byHand(protobufHex: string): Buffer {
  const body = Buffer.from(protobufHex.replaceAll(/\s/g, ""), "hex");
  return Buffer.concat([Buffer.from("f3899ac2", "hex"), body, createHash("md5").update(body).digest()]);
}

/** partition_key_table "k1", "k2"; explicit_hash_key_table "9"; three records, the last with a tag to be skipped. */
const WRITTEN = byHand(`
  0a 02 6b31  0a 02 6b32  12 01 39
  1a 06 08 00 1a 02 7b7d
  1a 08 08 01 10 00 1a 02 5b5d
  1a 0c 08 01 1a 01 31 22 05 0a 01 74 12 00
`);

test("reads an aggregate as the KPL writes it", () => {
  expect(disaggregate(WRITTEN)).toEqual([
    { partitionKey: "k1", data: Buffer.from("{}") },
    { partitionKey: "k2", explicitHashKey: "9", data: Buffer.from("[]") },
    { partitionKey: "k2", data: Buffer.from("1") },
  ]);
});

describe("says why bytes are no sound aggregate", () => {
  const wrongSum = Buffer.from(WRITTEN);
  wrongSum[wrongSum.length - 1]! ^= 1;
  test.each([
    { description: "cut to the magic", data: WRITTEN.subarray(0, 4), message: "cut short" },
    { description: "a wrong MD5", data: wrongSum, message: "MD5" },
    { description: "no protobuf", data: byHand("ffffff"), message: "no AggregatedRecord" },
    {
      description: "a record without data",
      data: byHand("0a 01 6b 1a 02 08 00"),
      message: "no AggregatedRecord",
    },
    { description: "a key that is not there", data: byHand("1a 06 08 05 1a 02 7b7d"), message: "not there" },
    { description: "no records", data: byHand("0a 01 6b"), message: "no record" },
  ])("$description", ({ data, message }) => {
    expect(disaggregate(data)).toEqual(expect.stringContaining(message));
  });
});

describe("aggregate is the inverse of disaggregate", () => {
  const record: fc.Arbitrary<KplRecord> = fc.record(
    {
      partitionKey: fc.constantFrom("1", "2", "ü", ""),
      explicitHashKey: fc.constantFrom("0", "170141183460469231731687303715884105728"),
      data: fc.uint8Array({ maxLength: 50 }),
    },
    { requiredKeys: ["partitionKey", "data"] },
  );

  test("for any records", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const data = aggregate(records);
        expect(isAggregate(data)).toBe(true);
        const read = disaggregate(data) as KplRecord[];
        expect(read.map((one) => ({ ...one, data: [...one.data] }))).toEqual(
          records.map((one) => ({ ...one, data: [...one.data] })),
        );
      }),
    );
  });

  test("writes what the KPL writes, index 0 included", () => {
    const written = aggregate([{ partitionKey: "k1", data: Buffer.from("{}") }]);
    expect(Buffer.from(written)).toEqual(byHand("0a 02 6b31 1a 06 08 00 1a 02 7b7d"));
  });

  test("a key is stored once", () => {
    const data = Buffer.from("{}");
    const one = aggregate([{ partitionKey: "a-long-partition-key", data }]);
    const two = aggregate([
      { partitionKey: "a-long-partition-key", data },
      { partitionKey: "a-long-partition-key", data },
    ]);
    expect(two.length - one.length).toBeLessThan(12);
  });
});
