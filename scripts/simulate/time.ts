import { setImmediate } from "node:timers/promises";
import type { RuntimeClock } from "../local/runtime/clock.ts";

interface Timer {
  at: number;
  order: number;
  run: (() => void) | undefined;
}

/** The time at which every simulation begins: a Wednesday morning. */
export const START = Date.parse("2026-03-04T10:00:00.000Z");

/**
 * Time that jumps from timer to timer, so that hours pass in milliseconds. Between two timers every promise that can
 * settle does, so the order of everything follows from the timers alone.
 */
export class SimulatedTime implements RuntimeClock {
  #now = START;
  #order = 0;
  /** A binary heap: the earliest first, and of the same time the first that was asked for. */
  readonly #timers: Timer[] = [];

  /** Epoch ms, a whole number as a clock gives it. */
  now = (): number => this.#now;

  after = (ms: number, run: () => void): (() => void) => {
    const timer: Timer = { at: this.#now + Math.ceil(Math.max(0, ms)), order: this.#order++, run };
    this.#push(timer);
    return () => {
      timer.run = undefined;
    };
  };

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const cancel = this.after(ms, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });

  /** Lets time pass until `done`, or until `limit` (epoch ms); returns whether it was done. */
  async run(done: () => boolean, limit: number): Promise<boolean> {
    for (;;) {
      await setImmediate();
      if (done()) return true;
      const next = this.#next(limit);
      if (next === undefined) return false;
      this.#now = Math.max(this.#now, next.at);
      next.run?.();
    }
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(timer, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timer;
  }

  /** Takes the earliest timer that has not been cancelled. A timer after the limit stays. */
  #next(limit: number): Timer | undefined {
    for (;;) {
      const first = this.#timers[0];
      if (first === undefined || first.at > limit) return undefined;
      this.#removeFirst();
      if (first.run !== undefined) return first;
    }
  }

  #removeFirst(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
