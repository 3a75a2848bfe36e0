import type { RedisLink } from "./connect.ts";
import type { RedisClient } from "./server.ts";

export type Entries = [key: string, value: string | Buffer][];

/** What look-up tables are written to. */
export interface EntryStore {
  /** Writes keys without an end. With `onlyNew` a key that is there stays as it is. */
  write(entries: Entries, onlyNew?: boolean): Promise<void>;
  read(key: string): Promise<Buffer | null>;
  /** Removes the keys of a pattern that are not among those to keep; returns how many. */
  removeOthers(pattern: string, keep: ReadonlySet<string>): Promise<number>;
}

/** Keys of one command after the other: many at a time, so that others do not wait long. */
const BATCH = 500;
/** Longest time of one command of whoever loads tables, ms: at a start the machine has much else to do. */
export const LOAD_COMMAND_MS = 30_000;

export const deadlineOfOne = (): number => Date.now() + LOAD_COMMAND_MS;

export const redisEntries = (redis: RedisLink): EntryStore => ({
  write: (entries, onlyNew = false) =>
    inBatches(redis, entries, (client, [key, value]) =>
      onlyNew ? client.set(key, value, "NX") : client.set(key, value),
    ),
  read: (key) => redis.run((client) => client.getBuffer(key), deadlineOfOne()),
  async removeOthers(pattern, keep) {
    const others = (await keysLike(redis, pattern)).filter((key) => !keep.has(key));
    await inBatches(redis, others, (client, key) => client.del(key));
    return others.length;
  },
});

/** Many commands of one kind, each by itself idempotent. */
export async function inBatches<Item>(
  redis: RedisLink,
  items: readonly Item[],
  command: (client: RedisClient, item: Item) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = items.slice(from, from + BATCH);
    await redis.run((client) => Promise.all(batch.map((item) => command(client, item))), deadlineOfOne());
  }
}

/** Keys of a pattern, on all nodes. */
export async function keysLike(redis: RedisLink, pattern: string): Promise<string[]> {
  const nodes = await redis.run(async (client) => nodesOf(client), deadlineOfOne());
  const keys: string[] = [];
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, found] = await node.scan(cursor, "MATCH", pattern, "COUNT", 1_000);
      keys.push(...found);
      cursor = next;
    } while (cursor !== "0");
  }
  return [...new Set(keys)];
}

/** SCAN sees one server; in a cluster every primary has its own keys. */
const nodesOf = (client: RedisClient) => ("nodes" in client ? client.nodes("master") : [client]);
