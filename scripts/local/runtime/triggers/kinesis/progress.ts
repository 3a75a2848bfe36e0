import type { Lane } from "./lane.ts";
import type { ShardRecord } from "./types.ts";

/** The first record of each lane, and of each batch on its way to the destination, that is not finished. */
export function firstUnfinished(
  lanes: readonly Lane[],
  givingUp: Iterable<{ records: readonly ShardRecord[] }>,
): ShardRecord[] {
  const ofLanes = lanes.map(({ pieces, waiting }) => pieces[0]?.records[0] ?? waiting[0]?.record);
  const ofDiscards = [...givingUp].map(({ records }) => records[0]);
  return [...ofLanes, ...ofDiscards].filter((record) => record !== undefined);
}

/** Everything below the lowest unfinished record is finished; undefined when nothing is unfinished. */
export function checkpointBelow(unfinished: readonly ShardRecord[]): string | undefined {
  let lowest: bigint | undefined;
  for (const { sequenceNumber } of unfinished) {
    const sequence = BigInt(sequenceNumber);
    if (lowest === undefined || sequence < lowest) lowest = sequence;
  }
  return lowest === undefined ? undefined : String(lowest - 1n);
}
