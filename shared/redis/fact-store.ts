import type { RedisLink } from "./connect.ts";
import type { FactStore, LookUpResult, RoundTrip } from "./facts.ts";
import { fetchValues } from "./fetch.ts";
import { MISSING } from "./look-up/cache.ts";
import { stateKey, statesOf, writeStates } from "./state/store.ts";
import { stateServer, TAKEOVER_KEY } from "./state/takeover.ts";
import type { LookUpTables } from "./tables.ts";

export interface FactStoreOptions {
  redis: RedisLink;
  lanes: number;
  tables: LookUpTables;
  /** How long a device's state is kept after its last change. */
  stateTtlSeconds: number;
  /** Epoch ms. */
  now(): number;
  /** Called for every exchange with Redis, for the metrics. */
  report?(trip: RoundTrip): void;
}

/** Look-ups and session states in Redis, the look-ups with a cache in process. */
export function factStore({
  redis,
  lanes,
  tables,
  stateTtlSeconds,
  now,
  report,
}: FactStoreOptions): FactStore {
  const states = { lanes, ttlMs: stateTtlSeconds * 1000 };

  /** Times one exchange. A read that failed is undefined; a write that failed throws. */
  async function timed<Result>(exchange: Promise<Result>, complete: (result: Result) => boolean) {
    const started = performance.now();
    let answered = false;
    try {
      const result = await exchange;
      answered = complete(result);
      return result;
    } finally {
      report?.({ milliseconds: performance.now() - started, answered });
    }
  }

  function tableOf(name: string) {
    const table = tables[name];
    if (table === undefined) throw new Error(`There is no look-up table "${name}".`);
    return table;
  }

  return {
    async read({ devices, keys: wanted }, deadline) {
      const at = now();
      const plans = Object.entries(wanted).map(([name, ids]) => ({
        name,
        ...tableOf(name).plan([...ids], at),
      }));
      const keys = [
        ...devices.map((device) => stateKey(device, lanes)),
        ...plans.flatMap((plan) => plan.keys),
        ...(devices.length > 0 ? [TAKEOVER_KEY] : []),
      ];
      const values =
        keys.length === 0
          ? []
          : await timed(fetchValues(redis, keys, deadline), (fetched) => !fetched.includes(undefined));
      const found = new Map<string, (key: string) => LookUpResult<object>>();
      let from = devices.length;
      for (const { name, keys: planKeys, settle } of plans) {
        found.set(name, settle(values.slice(from, from + planKeys.length)));
        from += planKeys.length;
      }
      const server = await stateServer(redis, values[from], { now: at, ttlMs: states.ttlMs }, deadline);
      return {
        states: server && statesOf(devices, values),
        server,
        table: (name) => found.get(name) ?? (() => MISSING),
      };
    },

    compareAndSet: (writes, deadline) =>
      writes.length === 0
        ? Promise.resolve(new Set())
        : timed(writeStates(redis, writes, states, deadline), () => true),
  };
}
