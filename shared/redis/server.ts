import { hash } from "node:crypto";
import type { RedisClient } from "./connect.ts";

/** Characters that identify a server. Every state starts with those of the server that took its last write. */
export const SERVER_LENGTH = 4;

/**
 * The name of the server that replies. If it changes, another server took over, or the same one restarted; in both
 * cases the last writes may be lost. A cluster has one name for all primaries together, so that no slot has to be
 * looked up: if one is replaced, the states of all are doubtful.
 */
export async function serverOf(client: RedisClient): Promise<string> {
  const primaries = "nodes" in client ? client.nodes("master") : [client];
  const told = await Promise.all(primaries.map((primary) => primary.info("server")));
  const runs = told.map((info) => /^run_id:(\S+)/m.exec(info)?.[1] ?? "").sort();
  return hash("md5", runs.join(), "base64url").slice(0, SERVER_LENGTH);
}

/** The server that states were read from, and since when it serves. */
export interface StateServer {
  name: string;
  /**
   * Epoch ms at which it was first seen in place of another server; 0 when no states of an earlier server can exist.
   */
  since: number;
}
