import type { RedisLink } from "../../../shared/redis/connect.ts";
import type { GeoPlace } from "../../../shared/redis/facts.ts";
import {
  decodeGeoBucket,
  encodeGeoBucket,
  type GeoRange,
  type Width,
} from "../../../shared/redis/look-up/geo-bucket.ts";
import { deadlineOfOne, type Entries, removeOthers, writeAll } from "../store.ts";
import type { AddressRange } from "./range.ts";
import { put } from "./ranges.ts";
import { split } from "./split.ts";

/** Buckets held before the oldest are written. Data sets are sorted, so that one would do; this is for those that are not. */
const OPEN_BUCKETS = 2_048;

interface OpenBucket {
  width: Width;
  ranges: GeoRange[];
}

export interface GeoWriter {
  add(range: AddressRange, place: GeoPlace): Promise<void>;
  /** Writes what is open and, when the tables are replaced, removes the buckets that earlier loads left. */
  finish(): Promise<{ buckets: number; removed: number }>;
}

/** Collects ranges into buckets. With `replace` a bucket starts empty, else with what Redis holds. */
export function geoWriter(redis: RedisLink, { replace }: { replace: boolean }): GeoWriter {
  const open = new Map<string, OpenBucket>();
  const written = new Set<string>();
  const families = new Set<4 | 6>();

  const bucket = async (key: string, width: Width): Promise<OpenBucket> => {
    const known = open.get(key);
    if (known !== undefined) return known;
    const ranges = replace && !written.has(key) ? [] : await stored(redis, key);
    const opened = { width, ranges };
    open.set(key, opened);
    return opened;
  };

  const writeOldest = async (count: number): Promise<void> => {
    const entries: Entries = [];
    for (const [key, { width, ranges }] of open) {
      if (entries.length === count) break;
      entries.push([key, encodeGeoBucket(width, ranges)]);
    }
    await writeAll(redis, entries);
    for (const [key] of entries) {
      open.delete(key);
      written.add(key);
    }
  };

  return {
    async add(range, place) {
      families.add(range.family);
      for (const { key, width, start, end } of split(range)) {
        put((await bucket(key, width)).ranges, { start, end, place });
        if (open.size > OPEN_BUCKETS) await writeOldest(OPEN_BUCKETS / 2);
      }
    },
    async finish() {
      await writeOldest(open.size);
      let removed = 0;
      // A family that the load was not about keeps what it has: IPv4 and IPv6 often come in two files.
      if (replace)
        for (const family of families) removed += await removeOthers(redis, `geo:${family}:*`, written);
      return { buckets: written.size, removed };
    },
  };
}

async function stored(redis: RedisLink, key: string): Promise<GeoRange[]> {
  const bytes = await redis.run((client) => client.getBuffer(key), deadlineOfOne());
  return bytes === null ? [] : decodeGeoBucket(bytes).ranges();
}
