import { types } from "node:util";
import { COMMAND_TIMEOUT_MS, type Connection, openConnection } from "./connection.ts";
import type { RedisCredentials } from "./credentials.ts";
import type { RedisClient } from "./server.ts";
import type { RedisTarget } from "./target.ts";
import { RedisUnavailable } from "./unavailable.ts";
import { within } from "./within.ts";

/** A connection that keeps itself alive in the background and that every call uses within a deadline. */
export interface RedisLink {
  readonly clustered: boolean;
  /** Names the server that commands go to (`serverOf`); "" before the first one. */
  readonly server: string;
  /**
   * To be called between reading states and believing them: a server that gives up keys when it is full has another name
   * after each that it gave up. Costs a round trip with such a server, and one a minute with others. Throws
   * `RedisUnavailable`.
   */
  confirmServer(deadline: number): Promise<void>;
  /**
   * Runs commands on the ready connection, bounded by the command timeout and the deadline (epoch ms). `use` must be
   * idempotent: after a lost connection or a fail-over it runs once more. Throws `RedisUnavailable`.
   */
  run<Result>(use: (client: RedisClient) => Promise<Result>, deadline: number): Promise<Result>;
  close(): void;
}

/** How often credentials that are refused are read again at most, ms. */
const CREDENTIALS_MS = 5_000;

/** Starts to connect and returns at once. A function starts even if Redis is down, and each call then fails. */
export function connectRedis(target: RedisTarget): RedisLink {
  const timeout = target.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  let credentials: RedisCredentials = { password: "", ...pick(target) };
  let current = openConnection(target);
  let readAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  const unavailable = (reason: string) => {
    const how = reason.startsWith("OOM") ? "is full and takes no writes" : "is out of reach";
    return new RedisUnavailable(`Redis at ${target.host}:${target.port} ${how}: ${reason}.`);
  };

  /** Connects anew where the credentials were rotated; returns whether there is a connection to try. */
  async function renew(refused: Connection, ms: number): Promise<boolean> {
    if (current !== refused) return true;
    if (target.readCredentials === undefined || Date.now() - readAt < CREDENTIALS_MS) return false;
    readAt = Date.now();
    // Where they cannot be read, that Redis refuses the old ones is what the caller should hear of.
    const read = await within(target.readCredentials(), ms).catch(() => undefined);
    const isSame = read?.password === credentials.password && read.username === credentials.username;
    if (read === undefined || isSame || isClosed) return false;
    credentials = read;
    current = openConnection({ ...target, username: undefined, ...read });
    refused.redis.disconnect();
    return true;
  }

  const link: RedisLink = {
    clustered: target.cluster,
    get server() {
      return current.server.name;
    },
    async confirmServer(deadline) {
      if (current.server.isOutdated) await link.run(() => current.server.ask(), deadline);
    },
    async run(use, deadline) {
      let used = 0;
      const attempt = async (connection: Connection, after: number) => {
        const { redis, ready, server } = connection;
        const left = Math.min(timeout, deadline - Date.now());
        if (left <= 0) throw new Error("no time was left for the command");
        const by = Date.now() + left;
        if (redis.status !== "ready" || ready.connections <= after) await within(ready.wait(after), left);
        used = ready.connections;
        await server.learn(by - Date.now());
        return within(use(redis), by - Date.now());
      };
      let connection = current;
      let after = 0;
      const tried = { again: false, renewed: false };
      for (;;) {
        try {
          return await attempt(connection, after);
        } catch (error) {
          if (!tried.renewed && isRefused(error) && (await renew(connection, deadline - Date.now()))) {
            tried.renewed = true;
            connection = current;
            after = 0;
            continue;
          }
          if (tried.again || !passing(error)) throw unavailable(connection.reasonOf(error));
          tried.again = true;
          // A broken connection passes for ready until its end is noticed. A cluster has others and goes on with them.
          after = target.cluster ? 0 : used;
        }
      }
    },
    close() {
      isClosed = true;
      current.redis.disconnect();
    },
  };
  return link;
}

const pick = ({ username, password }: RedisTarget): Partial<RedisCredentials> => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});

/** Whether the server does not take the credentials; a client that has none is told so by other words. */
const isRefused = (error: unknown): boolean =>
  types.isNativeError(error) && /\b(WRONGPASS|NOAUTH)\b|invalid password/.test(error.message);

/** Whether the command may well succeed on the next connection. A timeout is not among these: its time is spent. */
function passing(error: unknown): boolean {
  return (
    types.isNativeError(error) &&
    /^(Connection is closed|Stream isn't writeable|Command aborted|Reached the max retries|READONLY|(read|write) E)/.test(
      error.message,
    )
  );
}
