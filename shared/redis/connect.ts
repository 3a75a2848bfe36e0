import { types } from "node:util";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { keepStringsFast } from "./fast-strings.ts";
import { readiness } from "./readiness.ts";
import { serverName } from "./server-name.ts";
import { RedisUnavailable, reasonOf } from "./unavailable.ts";
import { within } from "./within.ts";

keepStringsFast();

export interface RedisTarget {
  host: string;
  port: number;
  tls: boolean;
  /** Cluster mode: keys of one command must share a slot. */
  cluster: boolean;
  password?: string | undefined;
  username?: string | undefined;
  /** Longest time for one command, ms. */
  commandTimeoutMs?: number;
}

export type RedisClient = Redis | Cluster;

/** A connection that keeps itself alive in the background and that every call uses within a deadline. */
export interface RedisLink {
  readonly clustered: boolean;
  /** Names the server that commands go to (`serverOf`); "" before the first one. */
  readonly server: string;
  /**
   * Runs commands on the ready connection, bounded by the command timeout and the deadline (epoch ms). `use` must be
   * idempotent: after a lost connection or a fail-over it runs once more. Throws `RedisUnavailable`.
   */
  run<Result>(use: (client: RedisClient) => Promise<Result>, deadline: number): Promise<Result>;
  close(): void;
}

const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The first attempt follows a lost connection at once. Later ones back off with jitter, so that functions do not
 * retry in step.
 */
const pause = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 25 * 2 ** attempt) * (0.5 + Math.random() / 2);

/**
 * The client's defaults are for a long-lived process: it queues commands while it is offline, repeats them 20 times
 * and waits for replies without a limit. A function has a deadline and must be told of a failure.
 */
function connection(target: RedisTarget): RedisOptions {
  const timeout = target.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  return {
    connectTimeout: CONNECT_TIMEOUT_MS,
    // How long closing waits for a peer that may be gone; a command's process does not end before.
    disconnectTimeout: 100,
    commandTimeout: timeout,
    // A socket that was lost while the function was frozen never reports it; this timeout closes it.
    socketTimeout: Math.ceil(timeout * 1.5),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a fail-over the old primary replies READONLY; its name leads to the new one.
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
    disableClientInfo: true,
    ...(target.username && { username: target.username }),
    ...(target.password && { password: target.password }),
    ...(target.tls && { tls: {} }),
  };
}

function client({ host, port, cluster, ...target }: RedisTarget): RedisClient {
  const options = connection({ host, port, cluster, ...target });
  if (!cluster) return new Redis({ host, port, ...options, enableOfflineQueue: false, retryStrategy: pause });
  return new Cluster([{ host, port }], {
    redisOptions: options,
    enableOfflineQueue: false,
    clusterRetryStrategy: pause,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    // Each try waits 100 ms for a fail-over. A fail-over takes seconds, and it is the retry of the batch that waits
    // for it.
    maxRedirections: 5,
    // The certificate is for the nodes' names, so they must not be resolved to addresses first.
    ...(target.tls && { dnsLookup: (address, callback) => callback(null, address) }),
  });
}

/** Starts to connect and returns at once. A function starts even if Redis is down, and each call then fails. */
export function connectRedis(target: RedisTarget): RedisLink {
  const redis = client(target);
  const ready = readiness(redis, (error) => reasonOf(error, target.password));
  const unavailable = (reason: string) =>
    new RedisUnavailable(`Redis at ${target.host}:${target.port} is out of reach: ${reason}.`);

  const server = serverName(redis, ready, target.cluster);

  return {
    clustered: target.cluster,
    get server() {
      return server.name;
    },
    async run(use, deadline) {
      let used = 0;
      const attempt = async (after: number) => {
        const left = Math.min(target.commandTimeoutMs ?? COMMAND_TIMEOUT_MS, deadline - Date.now());
        if (left <= 0) throw new Error("no time was left for the command");
        const by = Date.now() + left;
        if (redis.status !== "ready" || ready.connections <= after) await within(ready.wait(after), left);
        used = ready.connections;
        await server.learn(by - Date.now());
        return within(use(redis), by - Date.now());
      };
      try {
        return await attempt(0).catch((error: unknown) => {
          if (!passing(error)) throw error;
          // A broken connection counts as ready until its end is noticed. A cluster continues with its other
          // connections.
          return attempt(target.cluster ? 0 : used);
        });
      } catch (error) {
        throw unavailable(reasonOf(error, target.password));
      }
    },
    close: () => redis.disconnect(),
  };
}

/** Whether the command may succeed on the next connection. A timeout does not count, because its time is used up. */
function passing(error: unknown): boolean {
  return (
    types.isNativeError(error) &&
    /^(Connection is closed|Stream isn't writeable|Command aborted|Reached the max retries|READONLY|(read|write) E)/.test(
      error.message,
    )
  );
}
