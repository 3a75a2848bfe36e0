import { setTimeout } from "node:timers/promises";

/** Time and random numbers, so that tests can control both. */
export interface Pace {
  /** Epoch milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

export const realPace: Pace = {
  now: Date.now,
  random: Math.random,
  sleep: (milliseconds) => setTimeout(milliseconds),
};

const BASE_MS = 50;
const CAP_MS = 2_000;

/** Capped exponential backoff with full jitter: a random wait below 50, 100, 200 … 2,000 ms. `attempt` from 1. */
export function backoff(attempt: number, random: () => number): number {
  return Math.ceil(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Ends every request of a call at its deadline, so that a service that hangs cannot outlast the invocation. */
export function deadlineSignal(deadline: number, now: number): AbortSignal {
  return AbortSignal.timeout(Math.max(1, Math.min(deadline - now, LONGEST_TIMER_MS)));
}
