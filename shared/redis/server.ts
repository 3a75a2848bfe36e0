import { hash } from "node:crypto";
import type { Cluster, Redis } from "ioredis";

export type RedisClient = Redis | Cluster;

/** Characters that name a server, at the head of every state that it took the last write of. */
export const SERVER_LENGTH = 4;

/**
 * Which server answers: another name means that another one took over, or that the same one started again, and both
 * may have lost what was written last. Of a cluster all primaries are named together, so that no slot has to be
 * looked up: one that is replaced brings the states of all into doubt.
 */
export async function serverOf(client: RedisClient): Promise<string> {
  const primaries = "nodes" in client ? client.nodes("master") : [client];
  const told = await Promise.all(primaries.map((primary) => primary.info("server")));
  const runs = told.map((info) => /^run_id:(\S+)/m.exec(info)?.[1] ?? "").sort();
  return hash("md5", runs.join(), "base64url").slice(0, SERVER_LENGTH);
}

/** Where the states were read, and since when it is there. */
export interface StateServer {
  name: string;
  /** Epoch ms at which it was first seen in the place of another; 0 when no state of one before it could be left. */
  since: number;
}
