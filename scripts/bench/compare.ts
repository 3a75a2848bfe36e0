import { unpackRecord } from "../../shared/pack/decode.ts";
import type { Enrich } from "./enrich-contest.ts";
import type { Batch } from "./events.ts";

export interface Compared {
  events: number;
  fields: number;
  /** Names of the fields that both give, and in which they differ. */
  differences: string[];
  /** Names of the fields that only one of them ever gives. */
  onlyOurs: string[];
  onlyTheirs: string[];
}

/** Field by field, every batch and then the last one once more, as a trigger redelivers it. */
export async function compareOutputs(
  ourEnrich: Enrich,
  theirEnrich: Enrich,
  batches: readonly Batch[],
): Promise<Compared> {
  const differences = new Set<string>();
  const given = [new Set<string>(), new Set<string>()] as const;
  let events = 0;
  let fields = 0;
  for (const batch of [...batches, ...batches.slice(-1)]) {
    const [left, right] = [byId(await ourEnrich(batch)), byId(await theirEnrich(batch))];
    if (left.size !== right.size) differences.add("event_id");
    for (const [id, event] of left) {
      const other = right.get(id) ?? {};
      events += 1;
      for (const name in event) given[0].add(name);
      for (const name in other) given[1].add(name);
      for (const name of new Set([...Object.keys(event), ...Object.keys(other)])) {
        fields += 1;
        if (JSON.stringify(event[name]) !== JSON.stringify(other[name])) differences.add(name);
      }
    }
  }
  const [onlyOurs, onlyTheirs] = [lackedBy(given[1], given[0]), lackedBy(given[0], given[1])];
  const ofOne = new Set([...onlyOurs, ...onlyTheirs]);
  return {
    events,
    fields,
    differences: [...differences].filter((name) => !ofOne.has(name)),
    onlyOurs,
    onlyTheirs,
  };
}

const lackedBy = (lacking: ReadonlySet<string>, names: ReadonlySet<string>): string[] =>
  [...names].filter((name) => !lacking.has(name));

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
