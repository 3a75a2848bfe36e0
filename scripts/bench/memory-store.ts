import { type FactStore, VERSION_LENGTH } from "../../shared/redis/facts.ts";
import { SERVER_LENGTH, type StateServer } from "../../shared/redis/server.ts";
import type { World } from "./events.ts";

/** One that never fails over. */
const SERVER: StateServer = { name: "m".repeat(SERVER_LENGTH), since: 0 };

/**
 * Redis in memory, by the same compare-and-set. Values are bytes, as they are on the wire: texts kept here would be
 * copied by the garbage collector, which those that leave the process are not. Look-ups answer as a warm cache does.
 */
export function memoryStore({ places, areas, rates }: World): FactStore {
  const states = new Map<string, Buffer>();
  const tables: Record<string, ReadonlyMap<string, object>> = {
    geo: places,
    zip: areas,
    rates: new Map([...rates].map(([currency, rate]) => [currency, { at: () => rate }])),
  };
  return {
    async read({ devices }) {
      const found = new Map<string, string>();
      for (const device of devices) {
        const state = states.get(device);
        if (state !== undefined) found.set(device, state.toString());
      }
      return {
        states: found,
        server: SERVER,
        table: (name) => {
          const rows = tables[name];
          return (key) => lookUp(rows?.get(key));
        },
      };
    },
    async compareAndSet(writes) {
      for (const { device, expected, next } of writes) {
        const stored = states.get(device)?.toString("latin1", 0, VERSION_LENGTH) ?? "";
        if (stored !== expected) throw new Error("A race in one thread.");
        states.set(device, next);
      }
      return new Set();
    },
  };
}

const MISSING = { status: "missing" } as const;

function lookUp<Value>(value: Value | undefined) {
  return value === undefined ? MISSING : ({ status: "ok", value } as const);
}
