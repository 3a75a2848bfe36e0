import { BoundedCache } from "../../bounded-cache.ts";
import type { LookUpResult } from "../facts.ts";
import { parseAddress } from "./address.ts";
import { type Entry, type LookUpCache, lookUpCache, lookUpOf, MISSING } from "./cache.ts";
import { type Spot, spotsOf } from "./keys.ts";
import { decodeBucket, type RangeBucket, type ValueForm } from "./range-bucket.ts";
import type { LookUpTable } from "./table.ts";

/** A table of ranges of addresses in Redis, and how its values are written. */
export interface BucketTable<Value> extends ValueForm<Value> {
  /** What the keys of its buckets begin with. */
  prefix: string;
}

const ADDRESSES = 25_000;

interface Found<Value> {
  lookUp: LookUpResult<Value>;
  freshUntil: number;
}

interface Pending {
  ip: string;
  spots: readonly Spot[];
}

/** What is no address stays none. */
const INVALID: Found<never> = { lookUp: MISSING, freshUntil: Number.POSITIVE_INFINITY };

/**
 * What holds of addresses, by packed range buckets that are searched in process.
 * @param limits bytes of packed buckets that are kept, and how long one passes as fresh
 */
export function rangeLookUpTable<Value>(
  table: BucketTable<Value>,
  { maxBytes, ttlMs }: { maxBytes: number; ttlMs: number },
): LookUpTable<Value> {
  const decode = (bytes: Uint8Array) => decodeBucket(bytes, table);
  let buckets = lookUpCache({ decode, maxBytes, ttlMs });
  // Not an LRUCache: it would set up its tables for all of them at every cold start, which takes 2 ms.
  let byAddress = new BoundedCache<Found<Value>>(ADDRESSES);

  return {
    forget() {
      buckets = lookUpCache({ decode, maxBytes, ttlMs });
      byAddress = new BoundedCache<Found<Value>>(ADDRESSES);
    },
    plan(ips, at) {
      const answers = new Map<string, LookUpResult<Value>>();
      const entries = new Map<string, Entry<RangeBucket<Value>>>();
      const pending: Pending[] = [];
      for (const ip of ips) {
        const found = byAddress.get(ip);
        if (found !== undefined && found.freshUntil > at) {
          answers.set(ip, found.lookUp);
          continue;
        }
        const address = parseAddress(ip);
        if (address === undefined) byAddress.set(ip, INVALID);
        else pending.push({ ip, spots: spotsOf(address, table.prefix) });
      }
      const unknown = unknownKeys(pending, buckets, entries, at);
      return {
        keys: unknown,
        settle(fetched) {
          unknown.forEach((key, index) => {
            const entry = buckets.keep(key, fetched[index], at);
            if (entry !== undefined) entries.set(key, entry);
          });
          for (const { ip, spots } of pending) {
            const found = find(spots, entries, at);
            answers.set(ip, found.lookUp);
            if (found.freshUntil > at) byAddress.set(ip, found);
          }
          return (ip) => answers.get(ip) ?? MISSING;
        },
      };
    },
  };
}

/** The keys to be fetched. What is fresh goes into `entries`, so that no later eviction takes it from this plan. */
function unknownKeys<Value>(
  pending: readonly Pending[],
  buckets: LookUpCache<RangeBucket<Value>>,
  entries: Map<string, Entry<RangeBucket<Value>>>,
  at: number,
): string[] {
  const unknown = new Set<string>();
  for (const { spots } of pending) {
    for (const { key } of spots) {
      if (entries.has(key) || unknown.has(key)) continue;
      const entry = buckets.get(key);
      if (entry !== undefined && entry.freshUntil > at) entries.set(key, entry);
      else unknown.add(key);
    }
  }
  return [...unknown];
}

/**
 * The most precise bucket that has a value decides. One that cannot be read may have had a better one: then there is no
 * answer.
 */
function find<Value>(
  spots: readonly Spot[],
  entries: ReadonlyMap<string, Entry<RangeBucket<Value>>>,
  at: number,
): Found<Value> {
  let freshUntil = Number.POSITIVE_INFINITY;
  for (const { key, low } of spots) {
    const entry = entries.get(key);
    if (entry === undefined) return { lookUp: MISSING, freshUntil: at };
    freshUntil = Math.min(freshUntil, entry.freshUntil);
    const { status, value: bucket } = lookUpOf(entry, at);
    if (status === "error") return { lookUp: { status }, freshUntil };
    const found = bucket?.find(low);
    if (found !== undefined)
      return { lookUp: { status: freshUntil > at ? "ok" : "stale", value: found }, freshUntil };
  }
  return { lookUp: MISSING, freshUntil };
}
