import type { Entries, EntryStore } from "../../shared/redis/entries.ts";
import {
  type BucketRange,
  decodeBucket,
  encodeBucket,
  type Width,
} from "../../shared/redis/look-up/range-bucket.ts";
import type { BucketTable } from "../../shared/redis/look-up/range-table.ts";
import type { AddressRange } from "./geo/range.ts";
import { put } from "./geo/ranges.ts";
import { split } from "./geo/split.ts";

/** Buckets held before the oldest are written. Data sets are sorted, so that one would do; this is for those that are not. */
const OPEN_BUCKETS = 2_048;

interface OpenBucket<Value> {
  width: Width;
  ranges: BucketRange<Value>[];
}

export interface RangeWriter<Value> {
  add(range: AddressRange, value: Value): Promise<void>;
  /** Writes what is open and, when the tables are replaced, removes the buckets that earlier loads left. */
  finish(): Promise<{ buckets: number; removed: number; sets: string[] }>;
}

/** Collects ranges into buckets. With `replace` a bucket starts empty, else with what is stored. */
export function rangeWriter<Value>(
  store: EntryStore,
  table: BucketTable<Value>,
  { replace }: { replace: boolean },
): RangeWriter<Value> {
  const open = new Map<string, OpenBucket<Value>>();
  const written = new Set<string>();
  const families = new Set<4 | 6>();

  const bucket = async (key: string, width: Width): Promise<OpenBucket<Value>> => {
    const known = open.get(key);
    if (known !== undefined) return known;
    const ranges = replace && !written.has(key) ? [] : await stored(store, key, table);
    const opened = { width, ranges };
    open.set(key, opened);
    return opened;
  };

  const writeOldest = async (count: number): Promise<void> => {
    const entries: Entries = [];
    for (const [key, { width, ranges }] of open) {
      if (entries.length === count) break;
      entries.push([key, encodeBucket(width, ranges, table)]);
    }
    await store.write(entries);
    for (const [key] of entries) {
      open.delete(key);
      written.add(key);
    }
  };

  return {
    async add(range, value) {
      families.add(range.family);
      for (const { key, width, start, end } of split(range, table.prefix)) {
        put((await bucket(key, width)).ranges, { start, end, value });
        if (open.size > OPEN_BUCKETS) await writeOldest(OPEN_BUCKETS / 2);
      }
    },
    async finish() {
      await writeOldest(open.size);
      let removed = 0;
      // A family that the load was not about keeps what it has: IPv4 and IPv6 often come in two files.
      if (replace)
        for (const family of families)
          removed += await store.removeOthers(`${table.prefix}:${family}:*`, written);
      return {
        buckets: written.size,
        removed,
        sets: [...families].map((family) => `${table.prefix}:${family}`),
      };
    },
  };
}

async function stored<Value>(
  store: EntryStore,
  key: string,
  table: BucketTable<Value>,
): Promise<BucketRange<Value>[]> {
  const bytes = await store.read(key);
  return bytes === null ? [] : decodeBucket(bytes, table).ranges();
}
