import type { Readiness } from "./readiness.ts";
import { type RedisClient, serverOf } from "./server.ts";
import { within } from "./within.ts";

/** Longest wait for the replies of all primaries of a cluster, ms. */
const PRIMARIES_MS = 500;

export interface ServerName {
  /** "" until it is known. */
  readonly name: string;
  /** Finds out where it may have changed with the connection. Throws when there is no response within `ms`. */
  learn(ms: number): Promise<void>;
  /** Whether it may have changed although the connection did not: by keys that the server gave up since. */
  readonly isOutdated: boolean;
  /** Asks again. */
  ask(): Promise<void>;
}

/** How long a server that refuses writes when it is full is taken to go on doing so: its policy may be changed, ms. */
const POLICY_MS = 60_000;

/**
 * The name of the server that a connection leads to (`serverOf`): asked for again with every new connection, in a
 * cluster whenever nodes come or go, and after each read of states from a server that gives up keys.
 */
export function serverName(redis: RedisClient, ready: Readiness, clustered: boolean): ServerName {
  let changes = 0;
  for (const event of ["+node", "-node"]) redis.on(event, () => (changes += 1));
  let name = "";
  let evicts = false;
  let askedAt = -1;
  let askedWhen = 0;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const at = ready.connections + changes;
    const when = Date.now();
    ({ name, evicts } = await serverOf(redis));
    askedAt = at;
    askedWhen = when;
  }

  return {
    get name() {
      return name;
    },
    get isOutdated() {
      return evicts || Date.now() - askedWhen > POLICY_MS;
    },
    ask,
    /** A primary that is down must not take the others with it: a cluster keeps its name until all have replied. */
    async learn(ms: number): Promise<void> {
      if (askedAt === ready.connections + changes) return;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      if (!clustered || name === "") return within(asking, ms);
      await within(asking, Math.min(ms, PRIMARIES_MS)).catch(() => undefined);
    },
  };
}
