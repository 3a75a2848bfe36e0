import { describe, expect, test } from "@jest/globals";
import type { IndexProgress, ReadRange } from "../../../functions/produce/index-progress.ts";
import {
  recheckAge,
  recheckedBy,
  recheckFinished,
  recheckReleased,
  takeRecheck,
} from "../../../functions/produce/rechecks.ts";
import { LeaseLost } from "../../../functions/produce/slices.ts";

const ms = (second: number) => Date.parse("2026-03-04T10:00:00.000Z") + second * 1_000;
const at = (second: number) => new Date(ms(second)).toISOString();
const NOW = ms(100);
const lease = (token: number, until = NOW + 30_000) => ({ token, until });

const range = (slot: number, second: number, override: Partial<ReadRange> = {}): ReadRange => ({
  slot,
  newest: at(second),
  ...override,
});

const progress = (...ranges: ReadRange[]): IndexProgress => ({
  settled: at(0),
  cursor: at(90),
  ranges,
  slices: [],
});

const take = (given: IndexProgress, token: number, end = ms(40)) =>
  takeRecheck(given, end, NOW, lease(token));

describe("looking again", () => {
  test("takes what ends before the end, together", () => {
    const taken = take(progress(range(0, 10), range(1, 40), range(2, 50)), 5)!;
    expect(recheckedBy(taken, 5)).toMatchObject({
      from: at(0),
      to: at(40),
      known: [
        { slot: 0, parts: 1 },
        { slot: 1, parts: 1 },
      ],
    });
    expect(take(taken, 6)).toBeUndefined();
  });

  test("of a stretch in several parts all are taken, or none", () => {
    const joined = [range(0, 10, { joined: true }), range(1, 50, { inclusive: true })];
    expect(take(progress(...joined), 5)).toBeUndefined();
    expect(recheckedBy(take(progress(...joined), 5, ms(50))!, 5).known).toHaveLength(2);
  });

  test("no more than an invocation can hold, but for a stretch that has more parts", () => {
    const many = Array.from({ length: 50 }, (_, slot) => range(slot, slot / 2));
    expect(recheckedBy(take(progress(...many), 5)!, 5).known).toHaveLength(32);
    const joined = many.map((each, slot) => (slot < 40 ? { ...each, joined: true as const } : each));
    expect(recheckedBy(take(progress(...joined), 5)!, 5).known).toHaveLength(41);
  });

  test("how long the first has waited", () => {
    expect(recheckAge(progress(range(0, 30), range(1, 35)), ms(40), NOW)).toBe(10_000);
    expect(recheckAge(progress(range(0, 50)), ms(40), NOW)).toBeUndefined();
  });

  test("settles from the front: who is done earlier waits for what is before", () => {
    const first = take(progress(range(0, 10), range(1, 20)), 5, ms(10))!;
    const both = take(first, 6, ms(20))!;
    const later = recheckFinished(both, 6);
    expect(later.settled).toBe(at(0));
    expect(recheckFinished(later, 5)).toMatchObject({ settled: at(20), ranges: [] });
  });

  test("who died is followed by another, and cannot finish any more", () => {
    const held = takeRecheck(progress(range(0, 10)), ms(40), NOW, lease(5, NOW - 1))!;
    const taken = take(held, 6)!;
    expect(recheckedBy(taken, 6).to).toBe(at(10));
    expect(() => recheckFinished(taken, 5)).toThrow(LeaseLost);
  });

  test("what is let go can be taken at once", () => {
    const free = recheckReleased(take(progress(range(0, 10)), 5)!, 5);
    expect(take(free, 6)).toBeDefined();
  });
});
