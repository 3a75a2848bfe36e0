import { connectRedis, type RedisTarget } from "../../../shared/redis/connect.ts";
import { pipelineVersion } from "../../../shared/version.ts";
import { startEmbedded } from "./embedded/server.ts";
import { versionIn } from "./info.ts";
import { findServer, startServerProcess } from "./server-process.ts";

export type RedisKind = "external" | "redis-server" | "valkey-server" | "embedded";

export interface LocalRedis extends RedisTarget {
  kind: RedisKind;
  version: string;
  /** Rejects when it ends without having been told to; never for one that somebody else looks after. */
  failed: Promise<never>;
  /** Ends it for good; an external one goes on. */
  stop(): Promise<void>;
  /** Ends it the hard way, connections and all. Its data is lost unless it was started with `persist`. */
  kill(): Promise<void>;
  /** Brings a killed one back on the same port. */
  restart(): Promise<void>;
}

export interface RedisOptions {
  /** Where a server that persists keeps its data; a temporary folder unless set. */
  dataDir?: string | undefined;
  /** A killed server comes back with its data: every write is on disk before it is acknowledged. */
  persist?: boolean | undefined;
  /** `any` takes the best there is: a server on the PATH, else the embedded one. */
  use?: "any" | "server" | "embedded";
  log(line: string): void;
}

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
    version: pipelineVersion,
  };
}

async function versionOf({ host, port }: { host: string; port: number }): Promise<string> {
  const redis = connectRedis({ host, port, tls: false, cluster: false });
  try {
    const info = await redis.run((client) => client.info("server"), Date.now() + 5_000);
    return versionIn(info);
  } finally {
    redis.close();
  }
}
