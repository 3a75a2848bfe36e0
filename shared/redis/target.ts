import type { RedisCredentials } from "./credentials.ts";

export interface RedisTarget {
  host: string;
  port: number;
  tls: boolean;
  /** Cluster mode: keys of one command must share a slot. */
  cluster: boolean;
  password?: string | undefined;
  username?: string | undefined;
  /** Reads the credentials again, where they may have been rotated since. */
  readCredentials?: (() => Promise<RedisCredentials | undefined>) | undefined;
  /** Longest time of one command, ms. */
  commandTimeoutMs?: number;
}
