import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findServer, startServerProcess } from "../../../scripts/local/redis/server-process.ts";
import { connectRedis, type RedisLink } from "../../../shared/redis/connect.ts";
import { factStore } from "../../../shared/redis/fact-store.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { factsIn } from "../../../shared/redis/server.ts";
import { prepareStates } from "../../../shared/redis/state/takeover.ts";
import { lookUpTables } from "../../../shared/redis/tables.ts";

const server = findServer();
const soon = () => Date.now() + 10_000;

(server === undefined ? describe.skip : describe)(
  "a full Redis (skipped without a server on the PATH)",
  () => {
    let process: Awaited<ReturnType<typeof startServerProcess>>;
    let redis: RedisLink;

    beforeEach(async () => {
      process = await startServerProcess(server!.path, {});
      redis = connectRedis(process);
      await prepareStates(redis, soon());
    });

    afterEach(async () => {
      redis.close();
      await process.stop();
    });

    const store = (now = Date.now) =>
      factStore({ redis, lanes: 1, tables: lookUpTables(1_000), stateTtlSeconds: 86_400, now });
    const configure = (...pairs: string[]) =>
      redis.run((client) => client.config("SET", ...(pairs as [string, string])), soon());
    const writeOf = (user: string, bytes: number) => ({
      device: user,
      expected: "",
      next: Buffer.from("1".repeat(VERSION_LENGTH + bytes)),
    });
    const serverNow = async () => (await store().read({ devices: ["somebody"], keys: {} }, soon())).server!;

    test("refuses writes, as the stack declares it, and they are taken for an outage", async () => {
      await configure("maxmemory", "1");
      const write = store().compareAndSet([writeOf("u", 1)], soon());
      await expect(write).rejects.toMatchObject({
        name: "RedisUnavailable",
        message: expect.stringContaining("is full and takes no writes"),
      });
    });

    test("can still be read", async () => {
      await store().compareAndSet([writeOf("u", 1)], soon());
      await configure("maxmemory", "1");
      const { states } = await store().read({ devices: ["u"], keys: {} }, soon());
      expect(states?.size).toBe(1);
    });

    test("that gives up states is another server after each, on the same connection", async () => {
      await configure("maxmemory-policy", "allkeys-random");
      redis.close();
      redis = connectRedis(process);
      const before = await serverNow();
      expect(before.since).toBe(0);
      const used = Number(
        /^used_memory:(\d+)/m.exec(await redis.run((client) => client.info("memory"), soon()))![1],
      );
      await configure("maxmemory", String(used + 300_000));
      for (let user = 0; user < 40; user += 1)
        await store().compareAndSet([writeOf(`u-${user}`, 20_000)], soon());
      const after = await serverNow();
      expect(after.name).not.toBe(before.name);
      expect(after.since).toBeGreaterThan(0);
    });
  },
);

describe("what servers say of themselves", () => {
  const info = (run: string, evicted: number | undefined, policy = "noeviction") =>
    [
      `run_id:${run}`,
      `maxmemory_policy:${policy}`,
      ...(evicted === undefined ? [] : [`evicted_keys:${evicted}`]),
    ].join("\r\n");

  test.each([
    {
      description: "the order of primaries",
      one: [info("a", 0), info("b", 0)],
      other: [info("b", 0), info("a", 0)],
      same: true,
    },
    { description: "nothing of evictions", one: [info("a", 0)], other: [info("a", undefined)], same: true },
    { description: "another run", one: [info("a", 0)], other: [info("b", 0)], same: false },
    { description: "a key that was given up", one: [info("a", 0)], other: [info("a", 1)], same: false },
    { description: "another key", one: [info("a", 1)], other: [info("a", 2)], same: false },
    {
      description: "a key of one primary of several",
      one: [info("a", 0), info("b", 0)],
      other: [info("a", 0), info("b", 1)],
      same: false,
    },
  ])("$description: the same server, $same", ({ one, other, same }) => {
    expect(factsIn(one).name === factsIn(other).name).toBe(same);
  });

  test.each([
    { policy: "noeviction", evicts: false },
    { policy: "volatile-ttl", evicts: true },
    { policy: "allkeys-lru", evicts: true },
  ])("$policy: gives up keys, $evicts", ({ policy, evicts }) => {
    expect(factsIn([info("a", 0), info("b", 0, policy)]).evicts).toBe(evicts);
  });
});
