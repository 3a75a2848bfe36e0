import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { LatencyModel } from "../../../shared/scoring/latency-model.ts";
import { type PlanInput, plan } from "../../../shared/scoring/plan.ts";
import {
  arrivalsOf,
  type BatchingScenario,
  fixedBatches,
  type Strategy,
  seeded,
  simulateBatching,
} from "./simulation.ts";

/** 5 ms and 0.05 ms an instance, known for sure: 100 take 10 ms, 500 take 30 ms. */
function knownModel(): LatencyModel {
  const model = new LatencyModel({ fixed: 5, perInstance: 0.05 });
  for (let index = 0; index < 300; index += 1) model.observe(index % 500, 5 + 0.05 * (index % 500));
  return model;
}

const input = (override: Partial<PlanInput>): PlanInput => ({
  due: [],
  now: 0,
  connections: 4,
  free: 4,
  maxBatch: 500,
  budget: 50,
  ...override,
});

const dueAt = (count: number, at: number): number[] => Array(count).fill(at);

describe("plan", () => {
  test.each<{ description: string; given: Partial<PlanInput>; start: number; least: number; most: number }>([
    { description: "one event goes at once", given: { due: [50] }, start: 0, least: 1, most: 1 },
    { description: "few events go together", given: { due: dueAt(40, 50) }, start: 0, least: 40, most: 40 },
    {
      description: "many share the connections",
      given: { due: dueAt(480, 50) },
      start: 0,
      least: 120,
      most: 120,
    },
    {
      description: "the last connection takes all that fit",
      given: { due: dueAt(450, 50), free: 1 },
      start: 0,
      least: 450,
      most: 450,
    },
    {
      description: "no more than are on time with the first",
      given: { due: dueAt(400, 15), free: 1 },
      start: 0,
      least: 180,
      most: 200,
    },
    {
      description: "no more than allowed",
      given: { due: dueAt(900, 50), maxBatch: 64 },
      start: 0,
      least: 64,
      most: 64,
    },
    {
      description: "late events wait for the timely ones",
      given: { due: [...dueAt(10, -5), ...dueAt(20, 50)] },
      start: 10,
      least: 20,
      most: 20,
    },
    {
      description:
        "late events go when nothing else waits, and not in so large a request that it makes others late",
      given: { due: dueAt(900, -5) },
      start: 0,
      least: 350,
      most: 400,
    },
  ])("$description", ({ given, start, least, most }) => {
    const batch = plan(input(given), knownModel())!;
    expect(batch.start).toBe(start);
    expect(batch.count).toBeGreaterThanOrEqual(least);
    expect(batch.count).toBeLessThanOrEqual(most);
  });

  test("nothing waiting, nothing to send", () => {
    expect(plan(input({}), knownModel())).toBeUndefined();
  });

  test("is always a part of what waits, within the bounds", () => {
    const waiting = fc.array(fc.integer({ min: -100, max: 200 }), { minLength: 1, maxLength: 300 });
    const bounds = fc.record({
      free: fc.integer({ min: 1, max: 8 }),
      maxBatch: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(waiting, bounds, (due, { free, maxBatch }) => {
        due.sort((a, b) => a - b);
        const { start, count } = plan(input({ due, free, connections: 8, maxBatch }), knownModel())!;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(maxBatch);
        expect(start + count).toBeLessThanOrEqual(due.length);
      }),
    );
  });
});

const adaptive: Strategy = (given, model) => plan(given, model)!;

/** Four connections take at most 66,000 instances a second. */
const scenarios: {
  description: string;
  rate(at: number): number;
  slow?: number;
  atLeast: number;
  better: number;
}[] = [
  { description: "2,000 a second", rate: () => 2_000, atLeast: 0.99, better: 0 },
  { description: "20,000 a second", rate: () => 20_000, atLeast: 0.99, better: 0.1 },
  { description: "50,000 a second", rate: () => 50_000, atLeast: 0.99, better: -0.01 },
  {
    description: "bursts of twice what it can take",
    rate: (at) => (at % 500 < 60 ? 120_000 : 10_000),
    atLeast: 0.8,
    better: 0.1,
  },
  {
    description: "a service that takes twice as long",
    rate: () => 20_000,
    slow: 2,
    atLeast: 0.95,
    better: 0.3,
  },
  {
    description: "overload for a second and a half",
    rate: (at) => (at < 1_500 ? 120_000 : 2_000),
    atLeast: 0.5,
    better: 0.4,
  },
];

describe("in simulation, against 500 events or 25 ms", () => {
  test.each(scenarios)("$description", ({ rate, slow = 1, atLeast, better }) => {
    const random = seeded(7);
    const scenario: BatchingScenario = {
      arrivals: arrivalsOf(rate, 2_500, random),
      budget: 50,
      connections: 4,
      maxBatch: 500,
      service: (n, at) => (5 + 0.05 * n) * (0.9 + 0.2 * random()) * (at > 800 && at < 1_600 ? slow : 1),
    };
    const total = scenario.arrivals.length;
    const planned = simulateBatching(scenario, adaptive);
    const fixed = simulateBatching(scenario, fixedBatches(500, 25));
    expect(planned.scored).toBe(total);
    expect(planned.onTime / total).toBeGreaterThanOrEqual(atLeast);
    expect((planned.onTime - fixed.onTime) / total).toBeGreaterThanOrEqual(better);
  });
});
