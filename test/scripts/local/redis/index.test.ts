import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { startRedis } from "../../../../scripts/local/redis/index.ts";
import { findServer } from "../../../../scripts/local/redis/server-process.ts";
import { connectRedis } from "../../../../shared/redis/connect.ts";
import { servers } from "./servers.ts";

const log = () => {};
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const started = async (options: Omit<Parameters<typeof startRedis>[0], "log">) => {
  const redis = await startRedis({ ...options, log });
  open.push(redis.stop);
  const link = connectRedis({ host: redis.host, port: redis.port, tls: false, cluster: false });
  open.push(link.close);
  return { redis, get: () => link.run((client) => client.get("k"), Date.now() + 5_000), link };
};

(servers as readonly (typeof servers)[number][]).forEach(({ use, describedAs, available }) => {
  (available ? describe : describe.skip)(describedAs, () => {
    test("listens on loopback and tells its version", async () => {
      const { redis } = await started({ use });
      expect(redis).toMatchObject({ host: "127.0.0.1", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
      expect(redis.kind).toMatch(use === "embedded" ? "embedded" : /-server$/);
    });

    test.each([
      ["without its data", false, null],
      ["with its data when it persists", true, "v"],
    ])("killed, it comes back on its port %s", async (_what, persist, value) => {
      const { redis, get, link } = await started({ use, persist });
      await link.run((client) => client.set("k", "v"), Date.now() + 5_000);
      await redis.kill();
      await expect(get()).rejects.toMatchObject({ name: "RedisUnavailable" });
      await redis.restart();
      const answer = async (): Promise<unknown> => get().catch(() => new Promise(setImmediate).then(answer));
      expect(await answer()).toBe(value);
    });
  });
});

(findServer() === undefined ? describe.skip : describe)("a server of its own", () => {
  const outcome = (failed: Promise<never>) =>
    Promise.race([failed.catch((error: Error) => error.message), sleep(200, "goes on")]);

  test("tells when it ends without having been told to", async () => {
    const { redis, link } = await started({ use: "server" });
    // The answer to this is a closed connection.
    await link.run((client) => client.shutdown("NOSAVE"), Date.now() + 5_000).catch(() => {});
    await expect(redis.failed).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/The local Redis \(process \d+\) ended unexpectedly/),
    });
  });

  test("that is killed, restarted and stopped by its run has not failed", async () => {
    const { redis } = await started({ use: "server" });
    await redis.kill();
    await redis.restart();
    await redis.stop();
    expect(await outcome(redis.failed)).toBe("goes on");
  });
});

test("without a server on the PATH the embedded one is used, and it says so", async () => {
  const path = process.env.PATH;
  const lines: string[] = [];
  process.env.PATH = "";
  try {
    expect(findServer()).toBeUndefined();
    const redis = await startRedis({ log: (line) => lines.push(line) });
    open.push(redis.stop);
    expect(redis.kind).toBe("embedded");
    expect(lines).toEqual([expect.stringContaining("the embedded Redis is used")]);
  } finally {
    process.env.PATH = path;
  }
});
