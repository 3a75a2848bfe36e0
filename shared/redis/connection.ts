import { Cluster, Redis, type RedisOptions } from "ioredis";
import { keepStringsFast } from "./fast-strings.ts";
import { type Readiness, readiness } from "./readiness.ts";
import type { RedisClient } from "./server.ts";
import { type ServerName, serverName } from "./server-name.ts";
import type { RedisTarget } from "./target.ts";
import { reasonOf } from "./unavailable.ts";

keepStringsFast();

export const COMMAND_TIMEOUT_MS = 2_000;
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

/** A client with what is known of its connection. */
export interface Connection {
  redis: RedisClient;
  ready: Readiness;
  server: ServerName;
  /** What went wrong, fit for a log. */
  reasonOf(error: unknown): string;
}

/** Begins to connect, with the credentials of the target. */
export function openConnection(target: RedisTarget): Connection {
  const redis = client(target);
  const reason = (error: unknown) => reasonOf(error, target.password);
  const ready = readiness(redis, reason);
  return { redis, ready, server: serverName(redis, ready, target.cluster), reasonOf: reason };
}
