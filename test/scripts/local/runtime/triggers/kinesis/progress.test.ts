import { describe, expect, test } from "@jest/globals";
import { arrive, emptyLane } from "../../../../../../scripts/local/runtime/triggers/kinesis/lane.ts";
import {
  checkpointBelow,
  firstUnfinished,
} from "../../../../../../scripts/local/runtime/triggers/kinesis/progress.ts";
import { record, records } from "../../fake-stream.ts";

const waiting = (index: number) => ({ record: record(index), bytes: 1, readAt: 0 });
const inWork = (index: number) => ({ ...emptyLane, pieces: [{ records: [record(index)], attempts: 0 }] });

describe("the checkpoint of a shard", () => {
  test.each([
    { where: "nothing is unfinished", lanes: [emptyLane], givingUp: [], below: undefined },
    { where: "a record waits", lanes: [arrive(emptyLane, [waiting(2)])], givingUp: [], below: "96" },
    {
      where: "a batch is in work, and others wait behind it",
      lanes: [arrive(inWork(1), [waiting(3)])],
      givingUp: [],
      below: "95",
    },
    { where: "several lanes: the lowest", lanes: [inWork(4), inWork(3)], givingUp: [], below: "97" },
    {
      where: "a batch is on its way to the destination",
      lanes: [inWork(4)],
      givingUp: [{ records: records(2) }],
      below: "94",
    },
    {
      where: "100 is above 99, though not as text",
      lanes: [inWork(5), inWork(4)],
      givingUp: [],
      below: "98",
    },
  ])("where $where", ({ lanes, givingUp, below }) => {
    expect(checkpointBelow(firstUnfinished(lanes, givingUp))).toBe(below);
  });
});
