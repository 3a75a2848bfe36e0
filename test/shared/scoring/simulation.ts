import { LatencyModel } from "../../../shared/scoring/latency-model.ts";
import type { PlanInput, PlannedBatch } from "../../../shared/scoring/plan.ts";

/** The next batch, or the time until which to wait for more. */
export type Strategy = (input: PlanInput, model: LatencyModel) => PlannedBatch | { waitUntil: number };

export interface BatchingScenario {
  /** Arrival times, ms, in order. */
  arrivals: readonly number[];
  budget: number;
  connections: number;
  maxBatch: number;
  /** What a request of n takes when it begins at a time, ms. */
  service(n: number, at: number): number;
}

interface Request {
  end: number;
  took: number;
  due: number[];
}

/** Plays a scenario event by event, without real time; returns how many were scored at all, and how many on time. */
export function simulateBatching(
  scenario: BatchingScenario,
  strategy: Strategy,
): { scored: number; onTime: number } {
  const { arrivals, budget, connections, maxBatch, service } = scenario;
  const model = new LatencyModel();
  const result = { scored: 0, onTime: 0 };
  let due: number[] = [];
  let underWay: Request[] = [];
  let arrived = 0;
  let wake = Number.POSITIVE_INFINITY;

  const send = (now: number) => {
    wake = Number.POSITIVE_INFINITY;
    while (underWay.length < connections && due.length > 0) {
      const free = connections - underWay.length;
      const next = strategy({ due, now, connections, free, maxBatch, budget }, model);
      if ("waitUntil" in next) {
        wake = next.waitUntil;
        return;
      }
      const batch = due.slice(next.start, next.start + next.count);
      due = [...due.slice(0, next.start), ...due.slice(next.start + next.count)];
      const took = service(batch.length, now);
      underWay.push({ end: now + took, took, due: batch });
    }
  };

  const finish = (now: number) => {
    for (const { end, took, due: batch } of underWay.filter(({ end }) => end <= now)) {
      result.scored += batch.length;
      result.onTime += batch.filter((each) => end <= each).length;
      model.observe(batch.length, took);
    }
    underWay = underWay.filter(({ end }) => end > now);
  };

  while (result.scored < arrivals.length) {
    const now = Math.min(
      arrivals[arrived] ?? Number.POSITIVE_INFINITY,
      wake,
      ...underWay.map(({ end }) => end),
    );
    for (; arrived < arrivals.length && arrivals[arrived]! <= now; arrived += 1)
      due.push(arrivals[arrived]! + budget);
    finish(now);
    send(now);
  }
  return result;
}

/** What most pipelines do: a batch of a fixed size, or what there is after a fixed window. */
export const fixedBatches =
  (size: number, window: number): Strategy =>
  ({ due, now, budget }) => {
    if (due.length >= size) return { start: 0, count: size };
    const flush = due[0]! - budget + window;
    return flush <= now ? { start: 0, count: due.length } : { waitUntil: flush };
  };

/** A repeatable generator of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Arrivals at random, `rate(t)` a second, over so many ms. */
export function arrivalsOf(
  rate: (at: number) => number,
  milliseconds: number,
  random: () => number,
): number[] {
  const arrivals: number[] = [];
  let at = 0;
  while (at < milliseconds) {
    arrivals.push(at);
    at += -Math.log(1 - random()) / (rate(at) / 1000);
  }
  return arrivals;
}
