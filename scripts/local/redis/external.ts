import { connectRedis } from "../../../shared/redis/connect.ts";
import { RedisUnavailable } from "../../../shared/redis/unavailable.ts";
import { UserError } from "../../user-error.ts";
import type { LocalRedis } from "./index.ts";
import { versionIn } from "./info.ts";
import { redisTarget } from "./url.ts";

/** The Redis that REDIS_URL names. The functions connect to it as the local stack declares: no TLS, no password of its own. */
export async function externalRedis(url: string): Promise<LocalRedis> {
  const target = redisTarget(url);
  if (target.tls || target.password || target.username || target.cluster)
    throw new UserError(
      "REDIS_URL names a Redis with TLS, a password or cluster mode. The local run needs a plain one: set REDIS_URL to such a server, or unset it.",
    );
  const info = await infoOf(target);
  if (/^redis_mode:cluster/m.test(info))
    throw new UserError("REDIS_URL names a node of a cluster. The local run needs a single server.");
  const notOurs = async () => {
    throw new UserError("The Redis of REDIS_URL is not ours to kill: unset REDIS_URL for tests of outages.");
  };
  return {
    ...target,
    failed: new Promise(() => {}),
    kind: "external",
    version: versionIn(info),
    stop: async () => {},
    kill: notOurs,
    restart: notOurs,
  };
}

async function infoOf(target: ReturnType<typeof redisTarget>): Promise<string> {
  const redis = connectRedis(target);
  try {
    return await redis.run((client) => client.info("server"), Date.now() + 5_000);
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    throw new UserError(`${error.message} Start it, or unset REDIS_URL to have one started for you.`);
  } finally {
    redis.close();
  }
}
