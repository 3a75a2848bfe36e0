import type { RedisLink } from "./connect.ts";
import type { FactStore, LookUpResult, RoundTrip } from "./facts.ts";
import { type Fetched, fetchValues } from "./fetch.ts";
import { MISSING } from "./look-up/cache.ts";
import { SetVersions } from "./look-up/version.ts";
import type { StateCompression } from "./state/form.ts";
import { stateKey, statesOf, writeStates } from "./state/store.ts";
import { stateServer, TAKEOVER_KEY } from "./state/takeover.ts";
import type { LookUpTables } from "./tables.ts";

export interface FactStoreOptions {
  redis: RedisLink;
  lanes: number;
  tables: LookUpTables;
  /** Sets of each table (`lookUpSets`), where loads have versions. */
  sets?: Readonly<Record<string, readonly string[]>>;
  /** How long a device's state is kept after its last change. */
  stateTtlSeconds: number;
  /** Of the states that are written; none unless given. */
  stateCompression?: StateCompression;
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
  sets = {},
  stateTtlSeconds,
  stateCompression = "none",
  now,
  report,
}: FactStoreOptions): FactStore {
  const versions = new SetVersions(Object.values(sets).flat());
  const states = { lanes, ttlMs: stateTtlSeconds * 1000, compression: stateCompression };

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

  const fetched = (keys: readonly string[], deadline: number) =>
    timed(fetchValues(redis, keys, deadline), (values) => !values.includes(undefined));

  /** A look-up by another version must not mix with what was cached of the one before. */
  function settleVersions(stored: readonly Fetched[], at: number): void {
    const changed = new Set(versions.settle(stored, at));
    for (const [name, ofTable] of Object.entries(sets))
      if (ofTable.some((set) => changed.has(set))) tables[name]?.forget();
  }

  function tableOf(name: string) {
    const table = tables[name];
    if (table === undefined) throw new Error(`There is no look-up table "${name}".`);
    return table;
  }

  return {
    async read({ devices, keys: wanted }, deadline) {
      const at = now();
      const looksUp = Object.keys(wanted).length > 0;
      // A process that knows no version yet knows no key either: it asks once before everything else.
      if (looksUp && !versions.isKnown) settleVersions(await fetched(versions.asked(at), deadline), at);
      const isKnown = versions.isKnown;
      const plans = Object.entries(wanted).map(([name, ids]) => ({
        name,
        ...tableOf(name).plan([...ids], at),
      }));
      const keys = [
        ...devices.map((device) => stateKey(device, lanes)),
        ...plans.flatMap((plan) => (isKnown ? plan.keys.map((key) => versions.keyOf(key)) : [])),
        ...(devices.length > 0 ? [TAKEOVER_KEY] : []),
      ];
      const asked = keys.length > devices.length && looksUp ? versions.asked(at) : [];
      const values = keys.length === 0 ? [] : await fetched([...keys, ...asked], deadline);
      const found = new Map<string, (key: string) => LookUpResult<object>>();
      let from = devices.length;
      for (const { name, keys: planKeys, settle } of plans) {
        const count = isKnown ? planKeys.length : 0;
        // What was not fetched is undefined, as what was out of reach.
        found.set(name, settle(planKeys.map((_, index) => (isKnown ? values[from + index] : undefined))));
        from += count;
      }
      if (asked.length > 0) settleVersions(values.slice(keys.length), at);
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
