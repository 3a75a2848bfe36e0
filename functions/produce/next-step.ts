import type { IndexProgress } from "./index-progress.ts";
import { toMillis } from "./ingest-time.ts";
import { recheckAge } from "./rechecks.ts";
import { frontier, isLapsed } from "./slices.ts";

export interface Timing {
  /** A slice ends this far before now, ms: longer than ingest delay plus refresh, for documents to come in order. */
  lagMs: number;
  /** How long after that a document may still become visible and be found, ms. */
  overlapMs: number;
}

/** What an invocation does next. */
export type NextStep =
  /** Carry on a slice that somebody let go of. */
  | "take over"
  /** Look again for documents that became visible late. */
  | "recheck"
  /** Read the slice that begins at the frontier. */
  | "read"
  | "wait";

/** Pause between two looks at an index that has nothing new, and the shortest time that is worth a slice, ms. */
export const PAUSE_MS = 500;

/** Ranges that wait to be looked at again. What is stored of them is written with every slice. */
const MAX_RANGES_WAITING = 2_000;

/**
 * @param now epoch ms
 * @param most slices that may be read at once
 */
export function nextStep(progress: IndexProgress, timing: Timing, now: number, most: number): NextStep {
  if (progress.slices.some(({ lease }) => isLapsed(lease, now))) return "take over";
  const age = recheckAge(progress, now - timing.lagMs - timing.overlapMs, now);
  if (age !== undefined && age >= timing.overlapMs / 6) return "recheck";
  const isRoom = progress.slices.length < most && progress.ranges.length < MAX_RANGES_WAITING;
  const from = frontier(progress);
  const isNew = from === undefined || now - timing.lagMs - toMillis(from) >= PAUSE_MS;
  return isRoom && isNew ? "read" : "wait";
}
