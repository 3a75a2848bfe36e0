import { zoneOffset } from "./zone.ts";

const DAY = 86_400_000;

/**
 * Milliseconds that the clocks of a zone are ahead of UTC when they show `local` (as epoch ms of the same clock in
 * UTC). Where clocks are put back, some times come twice: the first one counts. Times that are skipped count as after it,
 * by as much as the clocks were put forward. (So do java.time and, by default, Temporal.)
 */
export function offsetOfLocal(zone: string, local: number): number {
  // No clock is a day away from UTC: one of the two is the offset.
  const before = offsetAt(zone, local - DAY);
  const after = offsetAt(zone, local + DAY);
  if (before === after || offsetAt(zone, local - before) === before) return before;
  return offsetAt(zone, local - after) === after ? after : before;
}

function offsetAt(zone: string, at: number): number {
  const offset = zoneOffset(zone, at);
  if (offset === undefined) throw new RangeError(`"${zone}" is no time zone.`);
  return offset;
}
