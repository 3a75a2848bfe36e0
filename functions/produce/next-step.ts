import type { IndexProgress } from "./index-progress.ts";
import { toMillis } from "./ingest-time.ts";
import { recheckAge } from "./rechecks.ts";
import { freeSlices, frontier, isLapsed } from "./slices.ts";

export interface Timing {
  /** A slice ends this far before now, ms: longer than ingest delay plus refresh, for documents to come in order. */
  lagMs: number;
  /** How long after that a document may still become visible and be found, ms. */
  overlapMs: number;
}

/** What an invocation does next. */
export type NextStep =
  /** Carry on a slice that was cut for whoever comes, or that somebody let go of. */
  | "take over"
  /** Look again for documents that became visible late. */
  | "recheck"
  /** Cut the slice that begins at the frontier, and others behind it. */
  | "cut"
  | "wait"
  /** Somebody is about to cut slices. */
  | "wait a moment";

/** Pause between two looks at an index that has nothing new, and the shortest time that is worth a slice, ms. */
export const PAUSE_MS = 500;
/** Pause while somebody is about to cut slices, ms. */
export const MOMENT_MS = 50;

/** Slices that are cut before somebody reads them: to cut one takes a tenth of the time that it takes to read it. */
export const MAX_AHEAD = 4;
/** Ranges that wait to be looked at again. What is stored of them is written with every slice. */
const MAX_RANGES_WAITING = 2_000;

/**
 * @param now epoch ms
 * @param most slices that may be read at once
 */
export function nextStep(progress: IndexProgress, timing: Timing, now: number, most: number): NextStep {
  const { slices, planner } = progress;
  const free = freeSlices(progress, now);
  const isPlanned = planner !== undefined && !isLapsed(planner, now);
  const mayCut = !isPlanned && isNew(progress, timing, now) && isRoom(progress, most);
  const isStuck = slices[0] !== undefined && isLapsed(slices[0].lease, now);
  // Of what was cut, the last is taken by whoever comes after the one that cuts more.
  if (isStuck || free > 1 || (free === 1 && (!mayCut || most === 1))) return "take over";
  const age = recheckAge(progress, now - timing.lagMs - timing.overlapMs, now);
  if (age !== undefined && age >= timing.overlapMs / 6) return "recheck";
  if (mayCut) return "cut";
  return isPlanned ? "wait a moment" : "wait";
}

/** Whether as much has come behind the last slice as is worth one. */
function isNew(progress: IndexProgress, { lagMs }: Timing, now: number): boolean {
  const from = frontier(progress);
  return from === undefined || now - lagMs - toMillis(from) >= PAUSE_MS;
}

const isRoom = ({ slices, ranges }: IndexProgress, most: number): boolean =>
  slices.length < most + MAX_AHEAD && ranges.length < MAX_RANGES_WAITING;
