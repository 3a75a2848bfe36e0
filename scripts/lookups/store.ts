import type { RedisLink } from "../../shared/redis/connect.ts";
import type { RedisClient } from "../../shared/redis/server.ts";

export type Entries = [key: string, value: string | Buffer][];

const BATCH = 500;
const MAX_MS = 30_000;

export const deadlineOfOne = (): number => Date.now() + MAX_MS;

/** Writes keys without an end, many at a time. With `onlyNew` a key that is there stays as it is. */
export async function writeAll(redis: RedisLink, entries: Entries, onlyNew = false): Promise<void> {
  for (let from = 0; from < entries.length; from += BATCH) {
    const batch = entries.slice(from, from + BATCH);
    await redis.run(
      (client) =>
        Promise.all(
          batch.map(([key, value]) => (onlyNew ? client.set(key, value, "NX") : client.set(key, value))),
        ),
      deadlineOfOne(),
    );
  }
}

/** Removes the keys of a pattern that are not among those to keep; returns how many. */
export async function removeOthers(
  redis: RedisLink,
  pattern: string,
  keep: ReadonlySet<string>,
): Promise<number> {
  const others = (await keysLike(redis, pattern)).filter((key) => !keep.has(key));
  for (let from = 0; from < others.length; from += BATCH) {
    const batch = others.slice(from, from + BATCH);
    await redis.run((client) => Promise.all(batch.map((key) => client.del(key))), deadlineOfOne());
  }
  return others.length;
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
  return keys;
}

/** SCAN sees one server; in a cluster every primary has its own keys. */
const nodesOf = (client: RedisClient) => ("nodes" in client ? client.nodes("master") : [client]);
