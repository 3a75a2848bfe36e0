import type { LatencyModel } from "./latency-model.ts";

export interface PlanInput {
  /** When each waiting instance is due, epoch ms, earliest first. */
  due: ArrayLike<number>;
  now: number;
  /** Connections that are free, at least one. */
  free: number;
  maxBatch: number;
  /** Time within which an instance should be scored, ms. */
  budget: number;
}

/** The part of the waiting instances to send now. */
export interface Batch {
  start: number;
  count: number;
}

/**
 * The next request, at once: nothing waits for a batch to fill while a connection is free. Instances that can still
 * be on time go first, as many as keep the first of them on time; those that would be late anyway come after, and
 * none is dropped. Undefined only when nothing waits.
 */
export function plan(input: PlanInput, model: LatencyModel): Batch | undefined {
  const { due, now } = input;
  if (due.length === 0) return undefined;
  const start = firstAtOrAfter(due, now + model.estimate(1));
  const timely = due.length - start;
  if (timely === 0) return { start: 0, count: Math.min(due.length, lateBatch(input, model)) };
  const fits = model.fitting(due[start]! - now);
  const count = Math.min(timely, fits, input.maxBatch, fairShare(timely, input.free, model));
  return { start, count: Math.max(1, count) };
}

/**
 * Free connections share what waits, as parallel requests end sooner; but below this size a request is mostly fixed
 * cost, so halving it again would gain less than it costs.
 */
function fairShare(waiting: number, free: number, model: LatencyModel): number {
  const worthwhile = Math.ceil(model.fixed / model.perInstance);
  return Math.max(Math.ceil(waiting / free), worthwhile);
}

/** A late request takes at most half the budget, so that events which arrive meanwhile can still be on time. */
function lateBatch({ maxBatch, budget }: PlanInput, model: LatencyModel): number {
  const efficient = Math.ceil(model.fixed / model.perInstance);
  return Math.min(maxBatch, Math.max(1, efficient, model.fitting(budget / 2)));
}

/** Index of the first due time that is not before `time`, by bisection. */
function firstAtOrAfter(due: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = due.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (due[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
