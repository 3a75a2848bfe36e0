import type { Contest } from "./alternate.ts";
import type { Batch } from "./events.ts";

/** A batch as Lambda hands it over → the data of the records that it becomes. */
export type Enrich = (batch: Batch) => Promise<readonly Uint8Array[]>;

/** Lambda's own parse of the payload comes before the function, and is left out of its time. */
export function contest(name: string, prepare: () => Enrich, batches: readonly Batch[]): Contest {
  return {
    name,
    events: batches.reduce((sum, { events }) => sum + events, 0),
    prepare,
    async run(enrich) {
      for (const batch of batches) await (enrich as Enrich)(batch);
    },
  };
}
