import type { RedisLink } from "../../../shared/redis/connect.ts";
import type { RedisClient } from "../../../shared/redis/server.ts";
import { RedisUnavailable } from "../../../shared/redis/unavailable.ts";

export interface MemoryLink extends RedisLink {
  stored: Map<string, Buffer | string>;
  server: string;
  /** While true, Redis is out of reach. */
  down: boolean;
  /** While true, it can be read and not be written. */
  refusesWrites: boolean;
  /** Keys of each MGET. */
  reads: string[][];
}

/** A connection that reads from memory. */
export function memoryLink({ clustered = false } = {}): MemoryLink {
  const link: MemoryLink = {
    clustered,
    server: "main",
    stored: new Map(),
    down: false,
    refusesWrites: false,
    reads: [],
    async confirmServer() {},
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
    async getBuffer(key: string) {
      const value = link.stored.get(key);
      return value === undefined ? null : Buffer.from(value);
    },
    async get(key: string) {
      const value = link.stored.get(key);
      return value === undefined ? null : String(value);
    },
    async set(key: string, value: string, only?: "NX") {
      if (link.refusesWrites) throw new RedisUnavailable("Redis takes no writes");
      if (only === undefined || !link.stored.has(key)) link.stored.set(key, value);
    },
    async append(key: string, value: string) {
      if (link.refusesWrites) throw new RedisUnavailable("Redis takes no writes");
      link.stored.set(key, `${link.stored.get(key) ?? ""}${value}`);
    },
    async del(key: string) {
      link.stored.delete(key);
    },
  };
  return link;
}
