import { expect, test } from "@jest/globals";
import { ShardReader } from "../../../../../../scripts/local/runtime/triggers/kinesis/shard-reader.ts";
import type { TriggerShard } from "../../../../../../scripts/local/runtime/triggers/kinesis/types.ts";

/** A shard of the sequence numbers 1 to `last`, which gives two records a read. */
function shardOf(last: number, closed = false) {
  const records = Array.from({ length: last }, (_, at) => ({
    sequenceNumber: String(at + 1),
    partitionKey: "k",
    data: Buffer.of(),
    arrivalTime: at,
  }));
  const shard: TriggerShard = {
    id: "shard",
    parents: [],
    closed,
    lastSequence: records.at(-1)?.sequenceNumber,
    read: (after, most) =>
      records
        .filter(({ sequenceNumber: at }) => after === "TRIM_HORIZON" || at > String(after))
        .slice(0, Math.min(most, 2)),
  };
  return shard;
}

const numbers = (reader: ShardReader) => reader.next().map(({ sequenceNumber }) => sequenceNumber);

test("reads on from where it was, and looks ahead without reading", () => {
  const reader = new ShardReader(shardOf(3), "TRIM_HORIZON");
  expect(numbers(reader)).toEqual(["1", "2"]);
  expect(reader.peek()?.sequenceNumber).toBe("3");
  expect(numbers(reader)).toEqual(["3"]);
  expect([numbers(reader), reader.peek(), reader.lastRead]).toEqual([[], undefined, "3"]);
});

test.each([
  {
    description: "is not at the end before the last record was read",
    last: 1,
    reads: 0,
    closed: true,
    atEnd: false,
  },
  { description: "is once it was", last: 1, reads: 1, closed: true, atEnd: true },
  { description: "is not while more may come", last: 1, reads: 1, closed: false, atEnd: false },
  { description: "is where nothing ever came", last: 0, reads: 0, closed: true, atEnd: true },
])("$description", ({ last, reads, closed, atEnd }) => {
  const reader = new ShardReader(shardOf(last, closed), "TRIM_HORIZON");
  for (let read = 0; read < reads; read += 1) reader.next();
  expect(reader.atEnd).toBe(atEnd);
});
