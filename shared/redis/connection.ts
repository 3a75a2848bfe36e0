import { Cluster, Redis, type RedisOptions } from "ioredis";
import type { RedisClient, RedisTarget } from "./connect.ts";
import { keepStringsFast } from "./fast-strings.ts";
import { type Readiness, readiness } from "./readiness.ts";
import { type ServerName, serverName } from "./server-name.ts";
import { reasonOf } from "./unavailable.ts";

keepStringsFast();

export const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

/** The first attempt follows a lost connection at once; later ones back off, jittered so that functions do not come in step. */
const pause = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 25 * 2 ** attempt) * (0.5 + Math.random() / 2);

/**
 * The client's defaults are made for a server that lives long: it queues commands while it is offline, repeats
 * them 20 times and waits for responses without a limit. A function has a deadline and must hear of a failure.
 */
function connection(target: RedisTarget): RedisOptions {
  const timeout = target.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  return {
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Closing waits this long for a peer that may be gone; a command's process ends no sooner.
    disconnectTimeout: 100,
    commandTimeout: timeout,
    // A socket that went dead while the function was frozen never reports it; silence ends it.
    socketTimeout: Math.ceil(timeout * 1.5),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a fail-over the old primary responds READONLY; its name leads to the new one.
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
    // Each try waits 100 ms for a fail-over; it takes seconds, which the retry of the batch has and this call has not.
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
