import { connectRedis } from "../../../shared/redis/connect.ts";
import { deadlineOfOne, LOAD_COMMAND_MS } from "../../../shared/redis/entries.ts";
import { release } from "../../../shared/version.ts";
import { startEmbedded } from "./embedded/server.ts";
import { versionIn } from "./info.ts";
import { findServer, startServerProcess } from "./server-process.ts";
import type { LocalRedis, RedisOptions } from "./types.ts";

/** Supplies a Redis on loopback. */
export async function startRedis(options: RedisOptions): Promise<LocalRedis> {
  const { use = "any", log } = options;
  const server = use === "embedded" ? undefined : findServer();
  if (server !== undefined) {
    const process = await startServerProcess(server.path, options);
    return { ...process, kind: server.kind, version: await versionOf(process) };
  }
  if (use === "server") throw new Error("There is no redis-server and no valkey-server on the PATH.");
  if (use === "any") log("No redis-server or valkey-server on the PATH: the embedded Redis is used.");
  return {
    ...(await startEmbedded({ persist: options.persist ?? false })),
    kind: "embedded",
    version: release(),
  };
}

async function versionOf({ host, port }: { host: string; port: number }): Promise<string> {
  const target = { host, port, tls: false, cluster: false, commandTimeoutMs: LOAD_COMMAND_MS };
  const redis = connectRedis(target);
  try {
    const info = await redis.run((client) => client.info("server"), deadlineOfOne());
    return versionIn(info);
  } finally {
    redis.close();
  }
}
