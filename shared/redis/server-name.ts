import type { RedisClient } from "./connect.ts";
import type { Readiness } from "./readiness.ts";
import { serverOf } from "./server.ts";
import { within } from "./within.ts";

/** Longest wait for the replies of all primaries of a cluster, ms. */
const PRIMARIES_MS = 500;

export interface ServerName {
  /** "" until it is known. */
  readonly name: string;
  /** Asks for the name again if it may have changed. Throws when there is no reply within `ms`. */
  learn(ms: number): Promise<void>;
}

/**
 * The name of the server that a connection leads to (`serverOf`): asked for again with every new connection, and in a
 * cluster whenever nodes come or go.
 */
export function serverName(redis: RedisClient, ready: Readiness, clustered: boolean): ServerName {
  let changes = 0;
  for (const event of ["+node", "-node"]) redis.on(event, () => (changes += 1));
  let name = "";
  let askedAt = -1;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const at = ready.connections + changes;
    name = await serverOf(redis);
    askedAt = at;
  }

  return {
    get name() {
      return name;
    },
    /**
     * One primary that is down must not change the name of the whole cluster: the name is kept until all have
     * replied.
     */
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
