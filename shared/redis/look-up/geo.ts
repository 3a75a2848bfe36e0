import { BoundedCache } from "../../bounded-cache.ts";
import type { GeoPlace, LookUpResult } from "../facts.ts";
import { parseAddress } from "./address.ts";
import { type Entry, type LookUpCache, lookUpCache, lookUpOf, MISSING } from "./cache.ts";
import { decodeGeoBucket, type GeoBucket } from "./geo-bucket.ts";
import { type Spot, spotsOf } from "./keys.ts";
import type { LookUpTable } from "./table.ts";

/** A whole city data set is about 30 MB packed; what the users of one function come from is far less. */
const BUCKET_BYTES = 48 * 1024 * 1024;
const ADDRESSES = 25_000;

interface Found {
  lookUp: LookUpResult<GeoPlace>;
  freshUntil: number;
}

interface Pending {
  ip: string;
  spots: readonly Spot[];
}

/** What is no address stays none. */
const INVALID: Found = { lookUp: MISSING, freshUntil: Number.POSITIVE_INFINITY };

/** Places of addresses, by packed range buckets that are searched in process. */
export function geoTable(ttlMs: number): LookUpTable<GeoPlace> {
  const buckets = lookUpCache({ decode: decodeGeoBucket, maxBytes: BUCKET_BYTES, ttlMs });
  // Not an LRUCache: it would set up its tables for all of them at every cold start, which takes 2 ms.
  const byAddress = new BoundedCache<Found>(ADDRESSES);

  return {
    plan(ips, at) {
      const answers = new Map<string, LookUpResult<GeoPlace>>();
      const entries = new Map<string, Entry<GeoBucket>>();
      const pending: Pending[] = [];
      for (const ip of ips) {
        const found = byAddress.get(ip);
        if (found !== undefined && found.freshUntil > at) {
          answers.set(ip, found.lookUp);
          continue;
        }
        const address = parseAddress(ip);
        if (address === undefined) byAddress.set(ip, INVALID);
        else pending.push({ ip, spots: spotsOf(address) });
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
function unknownKeys(
  pending: readonly Pending[],
  buckets: LookUpCache<GeoBucket>,
  entries: Map<string, Entry<GeoBucket>>,
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

/** The most precise bucket that has a place decides. One that cannot be read may have had a better one: then there is no answer. */
function find(spots: readonly Spot[], entries: ReadonlyMap<string, Entry<GeoBucket>>, at: number): Found {
  let freshUntil = Number.POSITIVE_INFINITY;
  for (const { key, low } of spots) {
    const entry = entries.get(key);
    if (entry === undefined) return { lookUp: MISSING, freshUntil: at };
    freshUntil = Math.min(freshUntil, entry.freshUntil);
    const { status, value: bucket } = lookUpOf(entry, at);
    if (status === "error") return { lookUp: { status }, freshUntil };
    const place = bucket?.find(low);
    if (place !== undefined)
      return { lookUp: { status: freshUntil > at ? "ok" : "stale", value: place }, freshUntil };
  }
  return { lookUp: MISSING, freshUntil };
}
