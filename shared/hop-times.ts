import type { StreamRecord } from "./stream.ts";

/**
 * From arrival on the stream to `now`, ms, for the oldest and the newest record of a batch. All others lie between,
 * and a metric takes few values in one line.
 */
export function hopTimes(records: readonly StreamRecord[], now: number): number[] {
  const arrivals = records.map(({ arrivalTime }) => arrivalTime);
  if (arrivals.length === 0) return [];
  const oldest = arrivals.reduce((earliest, arrival) => Math.min(earliest, arrival));
  const newest = arrivals.reduce((latest, arrival) => Math.max(latest, arrival));
  return oldest === newest ? [now - oldest] : [now - oldest, now - newest];
}
