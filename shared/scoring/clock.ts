import { setTimeout } from "node:timers/promises";
import type { TimeAndChance } from "./ports.ts";

export const realClock: TimeAndChance = {
  now: Date.now,
  random: Math.random,
  /** A wait that is called off has ended, which is no error. */
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(onlyAbort),
};

function onlyAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}
