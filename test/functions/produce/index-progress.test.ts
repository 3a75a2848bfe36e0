import { describe, expect, test } from "@jest/globals";
import { type IndexProgress, readProgress, storedText } from "../../../functions/produce/index-progress.ts";
import { settledIn } from "../../../functions/produce/progress-store.ts";

const at = (second: number) => `2026-03-04T10:00:${String(second).padStart(2, "0")}.000Z`;

const progress = (override: Partial<IndexProgress> = {}): IndexProgress => ({
  settled: at(0),
  cursor: at(20),
  ranges: [
    { slot: 3, newest: at(10), recheck: { token: 7, until: 5 } },
    { slot: 0, parts: 2, newest: at(20) },
  ],
  slices: [{ slot: 1, to: at(30), lease: { token: 8, until: 9 }, partly: 1 }],
  ...override,
});

describe("progress in the table", () => {
  test.each([
    { what: "of an index that is read", given: progress() },
    { what: "of one that is not", given: { ranges: [], slices: [] } },
  ])("$what comes back as it was stored", ({ given }) => {
    expect(readProgress(storedText(given))).toEqual(given);
  });

  test("is for the release before what it stored itself: a cursor, what is settled, and where keys are", () => {
    const { cursor, settled, seen } = JSON.parse(storedText(progress()));
    expect({ cursor, settled }).toEqual({ cursor: at(20), settled: at(0) });
    expect(seen).toMatchObject([
      { slot: 3, newest: at(10) },
      { slot: 0, newest: at(20) },
    ]);
    expect(settledIn(storedText(progress()))).toBe(at(0));
  });

  test("of a later format is refused with a sentence", () => {
    expect(() => readProgress('{"format":3,"seen":[]}')).toThrow("format 3 by a later release");
  });

  test.each([
    { what: "nothing", stored: { seen: [] }, expected: { ranges: [], slices: [] } },
    {
      what: "an empty index, settled and without a cursor",
      stored: { settled: at(5), seen: [] },
      expected: { settled: at(5), cursor: at(5), ranges: [], slices: [] },
    },
    {
      what: "parts, which hold keys in no order: they are one stretch, up to the cursor and with it",
      stored: {
        settled: at(0),
        cursor: at(9),
        seen: [
          { slot: 4, newest: at(9) },
          { slot: 1, newest: at(3) },
        ],
      },
      expected: {
        settled: at(0),
        cursor: at(9),
        ranges: [
          { slot: 4, newest: at(9), joined: true },
          { slot: 1, newest: at(9), inclusive: true },
        ],
        slices: [],
      },
    },
  ])("the first format is read: $what", ({ stored, expected }) => {
    expect(readProgress(JSON.stringify(stored))).toEqual(expected);
  });
});
