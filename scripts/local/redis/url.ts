import type { RedisTarget } from "../../../shared/redis/target.ts";
import { UserError } from "../../user-error.ts";

const example =
  "redis://127.0.0.1:6379 (rediss://USER:PASSWORD@HOST:PORT for TLS, ?cluster=true for cluster mode)";
const encode = "In a password, write / # ? @ : and % as %2F %23 %3F %40 %3A and %25";

const SCHEMES: Record<string, { tls: boolean }> = {
  "redis:": { tls: false },
  "rediss:": { tls: true },
  "valkey:": { tls: false },
  "valkeys:": { tls: true },
};

/**
 * Reads `redis[s]://[user][:password]@host[:port][?cluster=true]`. Throws `UserError`, which quotes nothing but a scheme:
 * in an address that cannot be read a part of the password may stand anywhere.
 */
export function redisTarget(text: string): RedisTarget {
  const scheme = /^\w[\w+.-]*(?=:\/\/)/.exec(text)?.[0].toLowerCase();
  if (scheme === undefined) throw refused(`has no redis:// or rediss:// in front; write it like ${example}`);
  const known = SCHEMES[`${scheme}:`];
  if (known === undefined) throw refused(`begins with ${scheme}://; write it like ${example}`);
  if (!URL.canParse(text)) throw refused(`cannot be read; write it like ${example}. ${encode}`);
  const url = new URL(text);
  check(url);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1") || "127.0.0.1",
    port: Number(url.port || 6379),
    tls: known.tls,
    cluster: url.searchParams.get("cluster") === "true",
    ...(url.username && { username: decoded(url.username) }),
    ...(url.password && { password: decoded(url.password) }),
  };
}

function check({ pathname, searchParams, hash, username, password }: URL): void {
  if (/^\/[1-9]\d*$/.test(pathname))
    throw refused(`names database ${pathname.slice(1)}; the pipeline keeps everything in database 0`);
  if (!/^\/?0?$/.test(pathname) || hash !== "") throw refused(`goes on after host and port. ${encode}`);
  if ([...searchParams].some(([name, value]) => name !== "cluster" || !/^(true|false)$/.test(value)))
    throw refused(`has settings that are not known here: cluster=true is the only one. ${encode}`);
  if (username !== "" && password === "")
    throw refused(
      "names a user without a password; write USER:PASSWORD@, or :PASSWORD@ for the default user",
    );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that stands for itself.
    throw refused(`has a % that begins no code. ${encode}`);
  }
}

const refused = (what: string): UserError => new UserError(`The address of Redis ${what}.`);
