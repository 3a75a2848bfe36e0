import { describe, expect, test } from "@jest/globals";
import { LatencyModel } from "../../../shared/scoring/latency-model.ts";
import { type Chunk, halves, Work } from "../../../shared/scoring/work.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";

const limits = { maxBatch: 4, concurrency: 1, budget: 100 };
const latency = new LatencyModel();
const idsOf = (chunk: Chunk | undefined) => chunk?.instances.map(({ event }) => event.event_id);

describe("what is sent next", () => {
  test("of chunks that were given back is the latest that is ready, before all that is fresh", () => {
    const work = new Work(enrichedEvents(8), 0, limits);
    const [first, second] = halves(work.next(0, 0, latency)!, 2);
    work.giveBack(second, 5);
    work.giveBack(first, 5);
    work.giveBack({ ...first, attempt: 9 }, 99);
    expect(work.readyAt).toBe(0);
    expect(idsOf(work.next(5, 0, latency))).toEqual(idsOf(first));
    expect(idsOf(work.next(5, 0, latency))).toEqual(idsOf(second));
    expect(idsOf(work.next(5, 0, latency))).toEqual(["e-4", "e-5", "e-6", "e-7"]);
    expect(work.next(5, 0, latency)).toBeUndefined();
    expect([work.empty, work.readyAt]).toEqual([false, 99]);
    expect(work.next(99, 0, latency)).toMatchObject({ attempt: 9 });
    expect([work.empty, work.readyAt]).toEqual([true, Number.POSITIVE_INFINITY]);
  });

  test("is nothing once the rest is abandoned, which holds what was given back and what is fresh", () => {
    const work = new Work(enrichedEvents(6), 0, limits);
    work.giveBack(work.next(0, 0, latency)!, 5);
    const left = work.abandon().map(({ event_id }) => event_id);
    expect(left.sort()).toEqual(["e-0", "e-1", "e-2", "e-3", "e-4", "e-5"]);
    expect(work.empty).toBe(true);
  });
});
