import type { RedisLink } from "./connect.ts";
import type { FactStore, RoundTrip } from "./facts.ts";
import { fetchValues } from "./fetch.ts";
import { geoTable } from "./look-up/geo.ts";
import { zipTable } from "./look-up/zip.ts";
import { stateKey, statesOf, writeStates } from "./state/store.ts";
import { stateServer, TAKEOVER_KEY } from "./state/takeover.ts";

export interface FactStoreOptions {
  redis: RedisLink;
  lanes: number;
  /** How long a look-up passes as fresh in process. */
  lookupTtlSeconds: number;
  /** How long a user's state is kept after its last change. */
  stateTtlSeconds: number;
  /** Epoch ms. */
  now(): number;
  /** Told of every exchange with Redis, for the metrics. */
  report?(trip: RoundTrip): void;
}

/** Look-ups and session states in Redis, the look-ups with a cache in process. */
export function factStore({ redis, lanes, now, report, ...ttl }: FactStoreOptions): FactStore {
  const geo = geoTable(ttl.lookupTtlSeconds * 1000);
  const zip = zipTable(ttl.lookupTtlSeconds * 1000);
  const states = { lanes, ttlMs: ttl.stateTtlSeconds * 1000 };

  /** Times one exchange. What was not read comes back as undefined; what was not written throws. */
  async function timed<Answer>(exchange: Promise<Answer>, complete: (answer: Answer) => boolean) {
    const started = performance.now();
    let answered = false;
    try {
      const answer = await exchange;
      answered = complete(answer);
      return answer;
    } finally {
      report?.({ milliseconds: performance.now() - started, answered });
    }
  }

  return {
    async read({ users, ips, zips }, deadline) {
      const at = now();
      const places = geo.plan(ips, at);
      const areas = zip.plan(zips, at);
      const stateKeys = users.map((user) => stateKey(user, lanes));
      const keys = [...stateKeys, ...places.keys, ...areas.keys];
      if (users.length > 0) keys.push(TAKEOVER_KEY);
      const values =
        keys.length === 0
          ? []
          : await timed(fetchValues(redis, keys, deadline), (fetched) => !fetched.includes(undefined));
      const afterPlaces = users.length + places.keys.length;
      const afterAreas = afterPlaces + areas.keys.length;
      const server = await stateServer(redis, values[afterAreas], { now: at, ttlMs: states.ttlMs }, deadline);
      return {
        states: server && statesOf(users, values),
        server,
        geo: places.settle(values.slice(users.length, afterPlaces)),
        zip: areas.settle(values.slice(afterPlaces, afterAreas)),
      };
    },

    compareAndSet: (writes, deadline) =>
      writes.length === 0
        ? Promise.resolve(new Set())
        : timed(writeStates(redis, writes, states, deadline), () => true),
  };
}
