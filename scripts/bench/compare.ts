import { unpackRecord } from "../../shared/pack/decode.ts";
import type { Enrich } from "./enrich.ts";
import type { Batch } from "./events.ts";

export interface Compared {
  events: number;
  fields: number;
  /** Names of the fields in which the two differ. */
  differences: string[];
}

/** Field by field, every batch and then the last one once more, as a trigger redelivers it. */
export async function compareOutputs(
  ours: Enrich,
  theirs: Enrich,
  batches: readonly Batch[],
): Promise<Compared> {
  const differences = new Set<string>();
  let events = 0;
  let fields = 0;
  for (const batch of [...batches, ...batches.slice(-1)]) {
    const [left, right] = [byId(await ours(batch)), byId(await theirs(batch))];
    if (left.size !== right.size) differences.add("event_id");
    for (const [id, event] of left) {
      const other = right.get(id) ?? {};
      events += 1;
      for (const name of new Set([...Object.keys(event), ...Object.keys(other)])) {
        fields += 1;
        if (JSON.stringify(event[name]) !== JSON.stringify(other[name])) differences.add(name);
      }
    }
  }
  return { events, fields, differences: [...differences] };
}

function byId(packs: readonly Uint8Array[]): Map<string, Record<string, unknown>> {
  const events = new Map<string, Record<string, unknown>>();
  for (const data of packs) {
    const unpacked = unpackRecord(data);
    for (const entry of unpacked.ok ? unpacked.entries : []) {
      const event = JSON.parse(Buffer.from(entry).toString());
      events.set(event.event_id, event);
    }
  }
  return events;
}
