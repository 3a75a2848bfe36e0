import type { Entries, EntryStore } from "../../shared/redis/entries.ts";

/** Entries that are gathered in memory, to be sent elsewhere: a city data set has some 60 MB. */
export interface CollectedEntries extends EntryStore {
  /** In pieces of some megabytes. */
  parts(): Iterable<Entries>;
  /** How many keys a set has. */
  keysOf(set: string): number;
}

/** Lambda inflates a part and writes it in seconds. */
const PART_BYTES = 4 * 1024 * 1024;

export function collectedEntries(): CollectedEntries {
  const entries = new Map<string, Buffer>();
  return {
    async write(written, onlyNew = false) {
      for (const [key, value] of written)
        if (!onlyNew || !entries.has(key)) entries.set(key, Buffer.from(value));
    },
    read: async (key) => entries.get(key) ?? null,
    // What is collected is a load of its own, in which nothing of an earlier one is.
    removeOthers: async () => 0,
    *parts() {
      let part: Entries = [];
      let bytes = 0;
      for (const [key, value] of entries) {
        part.push([key, value]);
        bytes += key.length + value.length;
        if (bytes < PART_BYTES) continue;
        yield part;
        part = [];
        bytes = 0;
      }
      if (part.length > 0) yield part;
    },
    keysOf: (set) => [...entries.keys()].filter((key) => key.startsWith(`${set}:`)).length,
  };
}
