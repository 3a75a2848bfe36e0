import type { RedisTarget } from "../../../shared/redis/target.ts";

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
