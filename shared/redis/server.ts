import { hash } from "node:crypto";
import type { Cluster, Redis } from "ioredis";

export type RedisClient = Redis | Cluster;

/** Characters that identify a server. Every state starts with those of the server that took its last write. */
export const SERVER_LENGTH = 4;

/** What the servers of a connection say of themselves. */
export interface ServerFacts {
  name: string;
  /** Whether one of them gives up keys where its memory is full, instead of refusing writes. */
  evicts: boolean;
}

/**
 * Which server responds: another name means that another one took over, that the same one started again, or that it gave
 * up keys for want of memory; each may have lost states. Of a cluster all primaries are named together, so that no slot
 * has to be looked up: one that is replaced brings the states of all into doubt.
 */
export async function serverOf(client: RedisClient): Promise<ServerFacts> {
  const primaries = "nodes" in client ? client.nodes("master") : [client];
  return factsIn(await Promise.all(primaries.map((primary) => primary.info())));
}

/** @param told INFO of each primary */
export function factsIn(told: readonly string[]): ServerFacts {
  const runs = told.map((info) => {
    const evicted = figureIn(info, "evicted_keys") || "0";
    return figureIn(info, "run_id") + (evicted === "0" ? "" : `/${evicted}`);
  });
  return {
    name: hash("md5", runs.sort().join(), "base64url").slice(0, SERVER_LENGTH),
    // A server that does not tell its policy is asked again each time, too.
    evicts: told.some((info) => figureIn(info, "maxmemory_policy") !== "noeviction"),
  };
}

const figureIn = (info: string, name: string): string =>
  new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1] ?? "";

/** Where the states were read, and since when it is there. */
export interface StateServer {
  name: string;
  /**
   * Epoch ms at which it was first seen in place of another server; 0 when no states of an earlier server can exist.
   */
  since: number;
}
