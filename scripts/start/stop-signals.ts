import { meaningOf, type RunStage } from "./interruption.ts";

/** What stops a program: Ctrl-C, whoever ends it, and a terminal that is closed. */
export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

export interface StopSignals {
  /** The first one that stopped the run. */
  readonly first: StopSignal | undefined;
  /** Whether the terminal, or whoever started the run, is gone. */
  readonly hungUp: boolean;
  /** Enters a stage that goes on until it is stopped, and resolves when it is. */
  until(stage: "running" | "holding"): Promise<void>;
  enter(stage: "draining" | "over"): void;
}

/** Longest time that a run continues which nobody can see and nobody can stop, ms. */
const UNWATCHED_MS = 60_000;

/** Takes the signals of this process from now on. `abandon` ends it at once. */
export function stopSignals(abandon: (signal: StopSignal) => void): StopSignals {
  let stage: RunStage = "running";
  let hungUp = false;
  let first: StopSignal | undefined;
  let countedAt = Number.NEGATIVE_INFINITY;
  let stopped = Promise.withResolvers<void>();
  const waited = watchLoop();

  function receive(signal: StopSignal): void {
    const cause = signal === "SIGHUP" ? "hangup" : "signal";
    if (cause === "hangup" && !hungUp) {
      hungUp = true;
      setTimeout(() => abandon(signal), UNWATCHED_MS).unref();
    }
    const now = performance.now();
    const meaning = meaningOf(stage, { cause, afterMs: now - countedAt, waitedMs: waited(now) });
    if (meaning === "same") return;
    countedAt = now;
    if (meaning === "abandon") abandon(signal);
    if (meaning !== "stop") return;
    first ??= signal;
    stage = "draining";
    stopped.resolve();
  }
  for (const signal of STOP_SIGNALS) process.on(signal, () => receive(signal));

  return {
    get first() {
      return first;
    },
    get hungUp() {
      return hungUp;
    },
    until(next) {
      // A run that was stopped while it started does not begin its next stage.
      if (next === "running") return stopped.promise;
      if (hungUp) return Promise.resolve();
      stage = next;
      stopped = Promise.withResolvers<void>();
      return stopped.promise;
    },
    enter(next) {
      stage = next;
    },
  };
}

const TICK_MS = 100;

/** Returns how long a signal that is seen now may have waited while the program was busy, ms. */
function watchLoop(): (now: number) => number {
  // A timer that is due runs before the signals that waited with it: so the tick before the last one counts.
  let [before, last] = [performance.now(), performance.now()];
  setInterval(() => {
    before = last;
    last = performance.now();
  }, TICK_MS).unref();
  return (now) => Math.max(0, now - before - 3 * TICK_MS);
}
