import { connectRedis } from "../../../shared/redis/connect.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import type { RedisClient } from "../../../shared/redis/server.ts";
import { compareAndSetScript } from "../../../shared/redis/state/script.ts";
import { stateKey } from "../../../shared/redis/state/store.ts";
import type { RedisTarget } from "../../../shared/redis/target.ts";
import { RedisUnavailable } from "../../../shared/redis/unavailable.ts";
import { UserError } from "../../user-error.ts";
import { adviceFor } from "./advice.ts";
import { versionIn } from "./info.ts";
import type { LocalRedis } from "./types.ts";
import { redisTarget } from "./url.ts";

const CLUSTER =
  "This is a Redis cluster. The stack that runs here declares a single server, so its functions would not follow a cluster's redirections: name a single server, or unset REDIS_URL to have one started for you.";
const REPLICA = "This is a replica, which takes no writes: name its primary.";

/**
 * The Redis that REDIS_URL names, undefined when it names none. Everything that a run needs of it is tried: it responds,
 * lets the user in, is a single server that takes writes. Throws a `UserError`, which never quotes the password.
 */
export async function namedRedis(environment: NodeJS.ProcessEnv): Promise<LocalRedis | undefined> {
  if (!environment.REDIS_URL) return undefined;
  const target = read(environment.REDIS_URL);
  const info = await tried(target);
  const notOurs = async () => {
    throw new UserError("The Redis of REDIS_URL is not ours to kill: unset REDIS_URL for tests of outages.");
  };
  return {
    ...target,
    // The functions wait for it to come back, as those on AWS do.
    failed: new Promise(() => {}),
    kind: "external",
    version: versionIn(info),
    stop: async () => {},
    kill: notOurs,
    restart: notOurs,
  };
}

function read(url: string): RedisTarget {
  try {
    const target = redisTarget(url);
    if (target.cluster) throw new UserError(CLUSTER);
    return target;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`REDIS_URL: ${error.message}`);
  }
}

/** Time for one that is far away or busy to show that it is there, ms. */
const TRIED_MS = 5_000;

/** What INFO tells of a server that lets through what the pipeline lives by. */
async function tried(target: RedisTarget): Promise<string> {
  const redis = connectRedis({ ...target, commandTimeoutMs: TRIED_MS });
  const deadline = Date.now() + TRIED_MS;
  try {
    const info = await redis.run((client) => client.info(), deadline);
    if (/^redis_mode:cluster/m.test(info)) throw new UserError(`REDIS_URL: ${CLUSTER}`);
    if (/^role:slave/m.test(info)) throw new UserError(`REDIS_URL: ${REPLICA}`);
    await redis.run(lifeline, deadline);
    return info;
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    throw new UserError(`${error.message} ${adviceFor(error.message, target.tls)}`);
  } finally {
    redis.close();
  }
}

/** Reads a state and writes one as the pipeline does; a write that expects what was never there changes nothing. */
async function lifeline(client: RedisClient): Promise<void> {
  const key = stateKey("", 1);
  const never = "?".repeat(VERSION_LENGTH);
  await Promise.all([client.mget(key), client.eval(compareAndSetScript, 1, key, 1_000, never, never)]);
}
