import type { RedisClient, RedisLink } from "../../../shared/redis/connect.ts";
import { RedisUnavailable } from "../../../shared/redis/unavailable.ts";

export interface MemoryLink extends RedisLink {
  stored: Map<string, Buffer | string>;
  /** While true, Redis is out of reach. */
  down: boolean;
  /** Keys of each MGET. */
  reads: string[][];
}

/** A connection that reads from memory. */
export function memoryLink({ clustered = false } = {}): MemoryLink {
  const link: MemoryLink = {
    clustered,
    stored: new Map(),
    down: false,
    reads: [],
    async run(use) {
      if (link.down) throw new RedisUnavailable("Redis is out of reach");
      return use(client as unknown as RedisClient);
    },
    close() {},
  };
  const client = {
    async mgetBuffer(keys: string[]) {
      link.reads.push(keys);
      return keys.map((key) => {
        const value = link.stored.get(key);
        return value === undefined ? null : Buffer.from(value);
      });
    },
  };
  return link;
}
