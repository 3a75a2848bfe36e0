import { describe, expect, test } from "@jest/globals";
import type { IndexProgress } from "../../../functions/produce/index-progress.ts";
import {
  finished,
  freeSlices,
  heldBy,
  LeaseLost,
  letGoOf,
  planNext,
  planned,
  renewed,
  takeNext,
  takeOver,
} from "../../../functions/produce/slices.ts";

const at = (second: number) => `2026-03-04T10:00:${String(second).padStart(2, "0")}.000Z`;
const lease = (token: number, until = 1_000) => ({ token, until });

const progress = (override: Partial<IndexProgress> = {}): IndexProgress => ({
  settled: at(0),
  cursor: at(10),
  ranges: [{ slot: 0, newest: at(10) }],
  slices: [
    { slot: 1, to: at(20), lease: lease(1) },
    { slot: 2, to: at(30), lease: lease(2) },
  ],
  ...override,
});

describe("slices", () => {
  test("the next begins where the last ends, and has a slot that nobody uses", () => {
    const taken = takeNext(progress(), { from: at(30), to: at(40) }, lease(3));
    expect(taken?.slices.at(-1)).toEqual({ slot: 3, to: at(40), lease: lease(3) });
    expect(heldBy(taken!, 3)).toMatchObject({ from: at(30), to: at(40), before: 2 });
  });

  test("one at a time cuts slices for whoever comes", () => {
    const cut = planNext(progress(), { from: at(30), to: at(40) }, lease(3), 5)!;
    expect(freeSlices(cut, 5)).toBe(1);
    expect(planNext(cut, { from: at(40), to: at(50) }, lease(4), 5)).toBeUndefined();
    const more = planNext(cut, { from: at(40), to: at(50) }, lease(3), 5)!;
    expect(heldBy(takeOver(more, 5, lease(5))!, 5)).toMatchObject({
      from: at(30),
      to: at(40),
      slot: 3,
      before: 2,
    });
    expect(planned(more, 4).planner).toEqual(lease(3));
    expect(planned(more, 3).planner).toBeUndefined();
  });

  test("who cuts is followed by another when it is dead", () => {
    const cut = planNext(progress(), { from: at(30), to: at(40) }, lease(3, 100), 5)!;
    expect(planNext(cut, { from: at(40), to: at(50) }, lease(4), 101)?.planner).toEqual(lease(4));
  });

  test("who was slower gets none", () => {
    expect(takeNext(progress(), { from: at(20), to: at(40) }, lease(3))).toBeUndefined();
  });

  test("the first of all begins at the beginning", () => {
    const taken = takeNext({ ranges: [], slices: [] }, { from: undefined, to: at(1) }, lease(1));
    expect(heldBy(taken!, 1)).toMatchObject({ from: undefined, before: 0, isAlone: true, known: [] });
  });

  test.each([
    { what: "none is free", until: [10, 10], among: 9, taken: undefined },
    { what: "the second is free", until: [10, 3], among: 9, taken: at(30) },
    {
      what: "the second is free, and only the first is asked for",
      until: [10, 3],
      among: 1,
      taken: undefined,
    },
    { what: "both are free: the first", until: [3, 3], among: 9, taken: at(20) },
    { what: "the last moment of a lease is one of it", until: [5, 5], among: 9, taken: undefined },
  ])("taking over: $what", ({ until: [first, second], among, taken }) => {
    const given = progress({
      slices: [
        { slot: 1, to: at(20), lease: lease(1, first) },
        { slot: 2, to: at(30), lease: lease(2, second) },
      ],
    });
    const after = takeOver(given, 5, lease(9), among);
    expect(after && heldBy(after, 9).to).toBe(taken);
  });

  test("who lost a slice cannot keep it, let go of it or finish it", () => {
    const after = takeOver(progress(), 2_000, lease(9, 3_000))!;
    expect(() => renewed(after, 1, 9_000)).toThrow(LeaseLost);
    expect(() => letGoOf(after, 1, undefined)).toThrow(LeaseLost);
    expect(() => finished(after, 1, { parts: 1, done: false })).toThrow(LeaseLost);
    expect(finished(after, 9, { parts: 1, done: false }).cursor).toBe(at(20));
  });

  test("only the first can be finished: what is behind it is not on the stream", () => {
    expect(() => finished(progress(), 2, { parts: 1, done: false })).toThrow(LeaseLost);
  });

  test("the cursor moves with the first, and the next one has its turn", () => {
    const after = finished(progress(), 1, { parts: 2, done: false });
    expect(after).toMatchObject({
      settled: at(0),
      cursor: at(20),
      ranges: [
        { slot: 0, newest: at(10) },
        { slot: 1, parts: 2, newest: at(20) },
      ],
    });
    expect(heldBy(after, 2)).toMatchObject({ before: 0, isAlone: false });
  });

  test.each([
    { what: "behind one that is read again", before: false, settled: at(0), ranges: 2 },
    { what: "behind one that is not", before: true, settled: at(20), ranges: 0 },
  ])("what is done at once settles $what", ({ before, settled, ranges }) => {
    const given = progress({ ranges: [{ slot: 0, newest: at(10), ...(before && { done: true as const }) }] });
    const after = finished(given, 1, { parts: 0, done: true });
    expect(after.settled).toBe(settled);
    expect(after.ranges).toHaveLength(ranges);
  });

  test("whoever goes on knows what was published of the slice, and of its very first moment", () => {
    const given = progress({
      ranges: [
        { slot: 5, newest: at(4) },
        { slot: 6, newest: at(10), joined: true },
        { slot: 0, newest: at(10), inclusive: true },
      ],
    });
    const after = takeOver(letGoOf(given, 1, 2), 5, lease(9))!;
    expect(heldBy(after, 9).known).toEqual([
      { slot: 6, parts: 1 },
      { slot: 0, parts: 1 },
      { slot: 1, parts: 2 },
    ]);
    expect(heldBy(after, 2).known).toEqual([]);
  });
});
