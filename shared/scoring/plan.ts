import type { LatencyModel } from "./latency-model.ts";

export interface PlanInput {
  /** When each waiting instance is due, epoch ms, earliest first. */
  due: ArrayLike<number>;
  now: number;
  /** All connections, and those that are free, at least one. */
  connections: number;
  free: number;
  maxBatch: number;
  /** Time within which an instance should be scored, ms. */
  budget: number;
}

/** The part of the waiting instances to send now. */
export interface PlannedBatch {
  start: number;
  count: number;
}

/**
 * The next request. It is sent at once: no instance waits for a batch to fill while a connection is free. Instances
 * that can still be on time go first, then those that will be late anyway; none is dropped. Undefined only when
 * nothing waits.
 */
export function plan(input: PlanInput, model: LatencyModel): PlannedBatch | undefined {
  const { due, now } = input;
  if (due.length === 0) return undefined;
  const first = firstAtOrAfter(due, now + model.estimate(1));
  if (first === due.length) return { start: 0, count: Math.min(due.length, lateBatch(input, model)) };
  return batchOnTime(first, input, model);
}

/**
 * A request must end before its first instance is due, so an instance that is nearly late makes the request small.
 * Under overload all requests would become small, and everything would be late. Hence the request starts with the
 * earliest instance that allows either the full size, or a rate at which all instances behind it would be on time.
 */
function batchOnTime(first: number, input: PlanInput, model: LatencyModel): PlannedBatch {
  const { due, now, free, connections, maxBatch } = input;
  const last = due[due.length - 1]!;
  let best: PlannedBatch = { start: first, count: 1 };
  let bestRate = 0;
  for (let start = first; start < due.length; start += 1) {
    const waiting = due.length - start;
    const wanted = Math.min(waiting, maxBatch, fairShare(waiting, free, model));
    const fitting = Math.max(1, model.fitting(due[start]! - now));
    const count = Math.min(wanted, fitting);
    const rate = (connections * count) / model.estimate(count);
    if (fitting >= wanted || waiting <= rate * (last - now)) return { start, count };
    if (rate > bestRate) {
      bestRate = rate;
      best = { start, count };
    }
    // The instances behind are due at the same time as this one, so skipping it gains nothing.
    if (due[start] === last) break;
  }
  return best;
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
