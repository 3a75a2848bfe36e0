import { describe, expect, test } from "@jest/globals";
import {
  answered,
  arrive,
  emptyLane,
  type Lane,
  next,
} from "../../../../../../scripts/local/runtime/triggers/kinesis/lane.ts";
import type {
  MappingRules,
  ShardRecord,
} from "../../../../../../scripts/local/runtime/triggers/kinesis/types.ts";
import { record, records } from "../../fake-stream.ts";
import { rules } from "./rules.ts";

const NOW = 1_000_000;
const limits = { payload: 1_000 };

const laneOf = (list: readonly ShardRecord[], bytes = 10, readAt = NOW): Lane =>
  arrive(
    emptyLane,
    list.map((each) => ({ record: each, bytes, readAt })),
  );

function step(lane: Lane, more: Partial<MappingRules> = {}, now = NOW, draining = false) {
  const { step } = next(lane, rules(more), limits, now, draining);
  if (step.do === "invoke") return ["invoke", step.piece.records.length];
  if (step.do === "discard") return ["discard", step.discard.records.length, step.discard.condition];
  if (step.do === "wait") return ["wait", step.until - NOW];
  return [step.do];
}

describe("what a lane does next", () => {
  test.each([
    { rule: "nothing without records", lane: emptyLane, expected: ["idle"] },
    { rule: "window 0 invokes with what is there", lane: laneOf(records(3)), expected: ["invoke", 3] },
    {
      rule: "a batch ends at its size",
      lane: laneOf(records(7)),
      with: { batchSize: 5 },
      expected: ["invoke", 5],
    },
    { rule: "a batch ends before 6 MB", lane: laneOf(records(9), 300), expected: ["invoke", 3] },
    {
      rule: "a full batch does not wait for its window",
      lane: laneOf(records(5)),
      with: { batchSize: 5, batchingWindow: 500 },
      expected: ["invoke", 5],
    },
    {
      rule: "a batch that is full by bytes does not wait either",
      lane: laneOf(records(4), 300),
      with: { batchingWindow: 500 },
      expected: ["invoke", 3],
    },
    {
      rule: "the window waits for company",
      lane: laneOf(records(2)),
      with: { batchingWindow: 500 },
      expected: ["wait", 500],
    },
    {
      rule: "the window counts from the oldest record",
      lane: laneOf(records(2)),
      with: { batchingWindow: 500 },
      now: NOW + 500,
      expected: ["invoke", 2],
    },
    {
      rule: "nothing waits for a window while nothing more can come",
      lane: laneOf(records(2)),
      with: { batchingWindow: 500 },
      draining: true,
      expected: ["invoke", 2],
    },
    {
      rule: "a lane that was idle does not gather",
      lane: laneOf(records(2)),
      with: { gathering: 250 },
      expected: ["invoke", 2],
    },
    {
      rule: "a lane gathers from the beginning of its latest batch on",
      lane: { ...laneOf(records(2)), formedAt: NOW - 100 },
      with: { gathering: 250 },
      expected: ["wait", 150],
    },
    {
      rule: "a lane that has gathered for long enough invokes",
      lane: { ...laneOf(records(2)), formedAt: NOW - 250 },
      with: { gathering: 250 },
      expected: ["invoke", 2],
    },
    {
      rule: "a full batch is not gathered for",
      lane: { ...laneOf(records(5)), formedAt: NOW },
      with: { batchSize: 5, gathering: 250 },
      expected: ["invoke", 5],
    },
    {
      rule: "nothing is gathered while nothing more can come",
      lane: { ...laneOf(records(2)), formedAt: NOW },
      with: { gathering: 250 },
      draining: true,
      expected: ["invoke", 2],
    },
    {
      rule: "a record that no payload can hold goes to the destination alone",
      lane: arrive(laneOf([record(0)], 1_001), laneOf(records(2)).waiting),
      expected: ["discard", 1, "PayloadSizeExceeded"],
    },
    {
      rule: "the records before one that is too large are delivered first",
      lane: arrive(laneOf(records(2)), laneOf([record(5)], 1_001).waiting),
      expected: ["invoke", 2],
    },
    {
      rule: "the expired prefix goes to the destination",
      lane: laneOf(records(5, (index) => ({ arrivalTime: NOW - (index < 2 ? 1_001 : 1_000) }))),
      with: { maximumAge: 1_000 },
      expected: ["discard", 2, "RecordAgeExceeded"],
    },
    {
      rule: "-1 lets records grow old",
      lane: laneOf(records(1, () => ({ arrivalTime: 0 }))),
      with: { maximumAge: -1 },
      expected: ["invoke", 1],
    },
  ])("$rule", ({ lane, with: more, now, draining, expected }) => {
    expect(step(lane, more, now, draining)).toEqual(expected);
  });

  test("what is left after an expired prefix is delivered", () => {
    const old = records(3, (index) => ({ arrivalTime: index === 0 ? NOW - 2_000 : NOW }));
    const { lane } = next(laneOf(old), rules({ maximumAge: 1_000 }), limits, NOW, false);
    expect(step(lane, { maximumAge: 1_000 })).toEqual(["invoke", 2]);
  });
});

describe("a lane after an invocation", () => {
  const formed = (count: number, more: Partial<MappingRules> = {}) =>
    next(laneOf(records(count)), rules(more), limits, NOW, false).lane;

  test("waits longer after each failure in a row, up to the cap", () => {
    let lane = formed(1);
    const pauses = Array.from({ length: 6 }, () => {
      ({ lane } = answered(lane, { kind: "error" }, rules(), NOW, 0.999));
      return lane.retryAt - NOW;
    });
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test("does not take up new records before the failed ones are settled", () => {
    const failed = answered(formed(2), { kind: "error" }, rules(), NOW, 0).lane;
    const joined = arrive(failed, laneOf([record(9)]).waiting);
    expect(step(joined, {}, NOW + 1_000)).toEqual(["invoke", 2]);
  });

  test("delivers the halves of a bisected batch in order", () => {
    const bisect = rules({ bisect: true });
    let lane = answered(formed(4), { kind: "error" }, bisect, NOW, 0).lane;
    const sequences: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const taken = next(lane, bisect, limits, NOW + 10_000, false);
      if (taken.step.do === "invoke")
        sequences.push(...taken.step.piece.records.map((each) => each.sequenceNumber));
      ({ lane } = answered(taken.lane, { kind: "answer", payload: "{}" }, bisect, NOW + 10_000, 0));
    }
    expect(sequences).toEqual(records(4).map((each) => each.sequenceNumber));
  });
});
