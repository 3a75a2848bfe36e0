import type { Cluster, Redis } from "ioredis";

export interface Readiness {
  /** How many times the connection has become ready. */
  readonly connections: number;
  /**
   * Resolves once there is a ready connection after the first `after` ones. Rejects when an attempt fails, and at once
   * while attempts are failing: then the server is down, and only the background goes on trying.
   */
  wait(after: number): Promise<void>;
}

/** Tracks whether a connection is ready. `reasonOf` turns the client's error into a text that may be logged. */
export function readiness(redis: Redis | Cluster, reasonOf: (error: unknown) => string): Readiness {
  let waiting: { resolve(): void; reject(error: Error): void }[] = [];
  let connections = 0;
  let failing = false;
  let wasReady = false;
  let reason = "the connection was refused";

  const settle = (how: (one: (typeof waiting)[number]) => void) => {
    const settled = waiting;
    waiting = [];
    settled.forEach(how);
  };

  redis.on("ready", () => {
    connections += 1;
    failing = false;
    wasReady = true;
    settle(({ resolve }) => resolve());
  });
  redis.on("error", (error: Error & { lastNodeError?: Error }) => {
    reason = reasonOf(error.lastNodeError ?? error);
  });
  redis.on("close", () => {
    // After a lost connection there is one new attempt before callers get an error.
    failing = !wasReady;
    wasReady = false;
    if (failing) settle(({ reject }) => reject(new Error(reason)));
  });
  redis.on("end", () => {
    failing = true;
    settle(({ reject }) => reject(new Error(reason)));
  });

  return {
    get connections() {
      return connections;
    },
    wait: (after) =>
      new Promise((resolve, reject) => {
        if (redis.status === "ready" && connections > after) resolve();
        else if (failing) reject(new Error(reason));
        else waiting.push({ resolve, reject });
      }),
  };
}
