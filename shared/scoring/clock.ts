import { setTimeout } from "node:timers/promises";
import type { TimeAndChance } from "./ports.ts";

export const realClock: TimeAndChance = {
  now: Date.now,
  random: Math.random,
  /** An aborted wait has ended; that is no error. */
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(onlyAbort),
};

function onlyAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}
