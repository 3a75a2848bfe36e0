import { describe, expect, test } from "@jest/globals";
import { flowOf, neededShards } from "../../../scripts/cost/flow.ts";
import type { PricedStack } from "../../../scripts/cost/stack.ts";
import { load, plainStack } from "./builders.ts";

const prodLike = plainStack({
  lanes: 256,
  streams: {
    raw: { shards: 24, retentionHours: 48, fanOuts: 1, polls: 0 },
    enriched: { shards: 36, retentionHours: 48, fanOuts: 0, polls: 2 },
  },
  compression: { raw: "zstd", enriched: "zstd" },
  enrich: { fanOut: true, batchSize: 500, windowSeconds: 0, parallelization: 2 },
});
const busy = load({ eventsPerSecond: 50_000, personSeconds: 10 });

describe("batches follow from trigger and rate", () => {
  const eventsOf = (enrich: Partial<PricedStack["enrich"]>) =>
    flowOf({ ...prodLike, enrich: { ...prodLike.enrich, ...enrich } }, busy).functions.enrich.events;

  test("fan-out without a window gives a part of one page, not the batch that is set", () => {
    // 256 packs of 39 events come every fifth of a second, and fall on 48 invocations.
    expect(eventsOf({})).toBeCloseTo(10_000 / 48, -1);
    expect(eventsOf({ batchSize: 10_000 })).toBeCloseTo(eventsOf({}), 6);
  });

  test.each([
    { what: "polling gathers a second", change: { fanOut: false }, more: true },
    { what: "a window gathers its length", change: { windowSeconds: 3 }, more: true },
    { what: "more invocations at once share what there is", change: { parallelization: 10 }, more: false },
    { what: "a batch of two packs is two packs", change: { batchSize: 2 }, more: false },
  ])("$what", ({ change, more }) => {
    expect(eventsOf(change) > eventsOf({})).toBe(more);
    expect(eventsOf(change)).not.toBeCloseTo(eventsOf({}), 0);
  });

  test("no batch is larger than Lambda's payload", () => {
    const { events } = flowOf({ ...prodLike, enrich: { ...prodLike.enrich, windowSeconds: 300 } }, busy)
      .functions.enrich;
    expect(events).toBeLessThan((6 * 1024 * 1024 * 0.75) / 160);
  });

  test("each event is in one batch of each function", () => {
    for (const { invocations, events } of Object.values(flowOf(prodLike, busy).functions))
      expect(invocations * events).toBeCloseTo(50_000, 3);
  });
});

describe("one item a person and batch", () => {
  const latest: PricedStack = { ...prodLike, predictions: { latestOnly: true, days: 7, recovery: false } };
  const items = (windowSeconds: number, personSeconds: number) =>
    flowOf({ ...latest, predict: { ...prodLike.predict!, windowSeconds } }, { ...busy, personSeconds }).items;

  test("saves little where a batch spans less time than a person takes for the next event", () => {
    expect(items(0, 10)).toBeGreaterThan(45_000);
    expect(items(0, 0.01)).toBeLessThan(10_000);
    expect(items(60, 10)).toBeLessThan(items(0, 10) * 0.9);
  });

  test("is what was measured, where somebody did, and an item an event unless it is set", () => {
    expect(flowOf(latest, { ...busy, eventsPerItem: 4 }).items).toBe(12_500);
    expect(flowOf(prodLike, { ...busy, eventsPerItem: 4 }).items).toBe(50_000);
  });
});

test.each([
  { bytes: 0, shards: 1 },
  { bytes: 1024 * 1024, shards: 2 },
  { bytes: 1024 * 1024 + 1, shards: 3 },
])("$bytes bytes a second need $shards shards to fit twice", ({ bytes, shards }) => {
  expect(neededShards(bytes)).toBe(shards);
});
