import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { claim } from "../../../functions/failed/lane.ts";
import { abandoned, deliveredRecord } from "./builders.ts";

const range = (keys: string[], first = 101) =>
  keys.map((key, index) => deliveredRecord(first + index, "{}", key));
const batchOf = (batchSize: number, last: number) =>
  abandoned({ batchSize, startSequenceNumber: "101", endSequenceNumber: String(last) });
const shown = (claimed: ReturnType<typeof claim>) =>
  claimed.map(({ record: { partitionKey }, overlap }) => partitionKey + (overlap ? "?" : ""));

describe("claim", () => {
  test.each([
    {
      what: "a range with no more than the batch is the batch",
      keys: ["a", "b", "c"],
      size: 3,
      is: ["a", "b", "c"],
    },
    {
      what: "the keys of the first and the last record are the batch's, the others may be",
      keys: ["a", "b", "a", "c", "d", "d"],
      size: 5,
      is: ["a", "b?", "a", "c?", "d", "d"],
    },
    {
      what: "where those keys make up the batch, the others are not its",
      keys: ["a", "b", "a", "c", "d", "d"],
      size: 4,
      is: ["a", "a", "d", "d"],
    },
  ])("$what", ({ keys, size, is }) => {
    expect(shown(claim(range(keys), batchOf(size, 100 + keys.length)))).toEqual(is);
  });

  test("with the beginning past retention, what is left may be another lane's, however little it is", () => {
    expect(shown(claim(range(["a", "b"], 105), batchOf(5, 106)))).toEqual(["a?", "b"]);
  });

  test("never leaves out a record of the batch, and never doubts without need, however lanes are dealt out", () => {
    const keys = fc.array(fc.constantFrom(..."abcdef"), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(keys, fc.func(fc.nat(3)), (dealt, laneOf) => {
        const records = range(dealt);
        const mine = records.filter(({ partitionKey }) => laneOf(partitionKey) === laneOf(dealt[0]!));
        const from = records.indexOf(mine[0]!);
        const to = records.indexOf(mine.at(-1)!);
        const claimed = claim(records.slice(from, to + 1), batchOf(mine.length, 101 + to));
        expect(claimed.map(({ record: each }) => each)).toEqual(expect.arrayContaining(mine));
        for (const { record: each, overlap } of claimed) if (!overlap) expect(mine).toContain(each);
      }),
    );
  });
});
