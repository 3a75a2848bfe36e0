import { type FactStore, type GeoPlace, VERSION_LENGTH, type ZipArea } from "../../shared/redis/facts.ts";
import type { CurrencyRates } from "../../shared/redis/look-up/rates.ts";
import type { StateServer } from "../../shared/redis/server.ts";
import { RedisUnavailable } from "../../shared/redis/unavailable.ts";

export interface MemoryFacts extends FactStore {
  states: Map<string, string>;
  places: Map<string, GeoPlace>;
  areas: Map<string, ZipArea>;
  rates: Map<string, CurrencyRates>;
  server: StateServer;
  /** While true, nothing can be read or written. */
  down: boolean;
}

/** The fact store's contract in memory: the same compare-and-set, no network. */
export function memoryFacts(
  override: Partial<Pick<MemoryFacts, "places" | "areas" | "rates">> = {},
): MemoryFacts {
  const store: MemoryFacts = {
    states: new Map(),
    places: override.places ?? new Map(),
    areas: override.areas ?? new Map(),
    rates: override.rates ?? new Map(),
    server: { name: "main", since: 0 },
    down: false,
    async read({ devices: users }) {
      const found = users.flatMap((user) =>
        store.states.has(user) ? [[user, store.states.get(user)!] as const] : [],
      );
      return {
        states: store.down ? undefined : new Map(found),
        server: store.down ? undefined : store.server,
        table: (name) => (key) => lookUp<object>(store.down ? undefined : tables[name]?.get(key)),
      };
    },
    async compareAndSet(writes) {
      if (store.down) throw new RedisUnavailable("Redis is down");
      const lost = new Set<string>();
      for (const { device: user, expected, next } of writes) {
        const stored = store.states.get(user)?.slice(0, VERSION_LENGTH) ?? "";
        if (stored === expected) store.states.set(user, next.toString());
        else lost.add(user);
      }
      return lost;
    },
  };
  const tables: Record<string, ReadonlyMap<string, object>> = {
    geo: store.places,
    zip: store.areas,
    rates: store.rates,
  };
  return store;
}

function lookUp<Value>(value: Value | undefined) {
  return value === undefined ? { status: "missing" as const } : { status: "ok" as const, value };
}
