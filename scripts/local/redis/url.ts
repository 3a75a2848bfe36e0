import type { RedisTarget } from "../../../shared/redis/connect.ts";
import { UserError } from "../../user-error.ts";

const example = "redis://127.0.0.1:6379 (rediss:// for TLS, ?cluster=true for cluster mode)";

/** Reads `redis[s]://[user][:password]@host[:port][?cluster=true]`. Throws `UserError`, which never quotes a password. */
export function redisTarget(text: string): RedisTarget {
  if (!URL.canParse(text)) throw new UserError(`The address of Redis is no URL; write it like ${example}.`);
  const url = new URL(text);
  if (url.protocol !== "redis:" && url.protocol !== "rediss:")
    throw new UserError(`The address of Redis begins with ${url.protocol}//; write it like ${example}.`);
  if (!/^\/?0?$/.test(url.pathname))
    throw new UserError(
      `The address of Redis names database ${url.pathname.slice(1)}; the pipeline keeps everything in database 0.`,
    );
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1") || "127.0.0.1",
    port: Number(url.port || 6379),
    tls: url.protocol === "rediss:",
    cluster: url.searchParams.get("cluster") === "true",
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
  };
}
