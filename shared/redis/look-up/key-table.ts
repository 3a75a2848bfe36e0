import type { LookUpResult } from "../facts.ts";
import { lookUpCache, lookUpOf, MISSING } from "./cache.ts";
import type { LookUpTable } from "./table.ts";

/** A look-up table in Redis with a key a value. */
export interface KeyedTable<Value> {
  keyOf(id: string): string;
  /** Throws on bytes that no load of the table wrote. */
  decode(bytes: Uint8Array): Value;
}

/** @param limits bytes of values that are kept, and how long one passes as fresh */
export function keyLookUpTable<Value>(
  { keyOf, decode }: KeyedTable<Value>,
  { maxBytes, ttlMs }: { maxBytes: number; ttlMs: number },
): LookUpTable<Value> {
  let values = lookUpCache({ decode, maxBytes, ttlMs });
  return {
    forget() {
      values = lookUpCache({ decode, maxBytes, ttlMs });
    },
    plan(ids, at) {
      const answers = new Map<string, LookUpResult<Value>>();
      const unknown: { id: string; key: string }[] = [];
      for (const id of ids) {
        const key = keyOf(id);
        const entry = values.get(key);
        if (entry !== undefined && entry.freshUntil > at) answers.set(id, lookUpOf(entry, at));
        else unknown.push({ id, key });
      }
      return {
        keys: unknown.map(({ key }) => key),
        settle(fetched) {
          unknown.forEach(({ id, key }, index) => {
            answers.set(id, lookUpOf(values.keep(key, fetched[index], at), at));
          });
          return (id) => answers.get(id) ?? MISSING;
        },
      };
    },
  };
}
