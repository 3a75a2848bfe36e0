import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findServer, freePort } from "../../../scripts/local/redis/server-process.ts";
import { loadLookups } from "../../../scripts/lookups/load.ts";
import { sampleGeo, sampleZips } from "../../../scripts/lookups/sample.ts";
import { connectRedis, type RedisLink } from "../../../shared/redis/connect.ts";
import { factStore } from "../../../shared/redis/fact-store.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { lookUpTables } from "../../../shared/redis/tables.ts";

const server = findServer();
const soon = () => Date.now() + 10_000;
const version = (number: number): string => String(number).padStart(VERSION_LENGTH, "0");

/** One node with all slots: it refuses a command whose keys are in several of them, as every cluster does. */
(server === undefined ? describe.skip : describe)("a cluster (skipped without a server on the PATH)", () => {
  const folder = mkdtempSync(join(tmpdir(), "redis-cluster-"));
  let child: ChildProcess;
  let link: RedisLink;

  beforeAll(async () => {
    const port = await freePort();
    const parameters = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
    child = spawn(
      server!.path,
      [...parameters, "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    const lines = createInterface({ input: child.stdout! });
    await new Promise<void>((resolve) =>
      lines.on("line", (line) => line.includes("Ready to accept connections") && resolve()),
    );
    const node = connectRedis({ host: "127.0.0.1", port, tls: false, cluster: false });
    await node.run((client) => client.call("cluster", "addslotsrange", 0, 16383), soon());
    const up = async (): Promise<void> => {
      const info = await node.run((client) => client.call("cluster", "info"), soon());
      return String(info).includes("cluster_state:ok") ? undefined : up();
    };
    await up();
    node.close();
    link = connectRedis({ host: "127.0.0.1", port, tls: false, cluster: true });
  });

  afterAll(async () => {
    link.close();
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  test("takes the states of many lanes and gives them back", async () => {
    const store = factStore({
      redis: link,
      lanes: 256,
      tables: lookUpTables(60_000),
      stateTtlSeconds: 60,
      now: Date.now,
    });
    const users = Array.from({ length: 400 }, (_, number) => `user-${number}`);
    const writes = users.map((user) => ({
      device: user,
      expected: "",
      next: Buffer.from(version(1) + user),
    }));
    expect(await store.compareAndSet(writes, soon())).toEqual(new Set());
    const { states } = await store.read({ devices: users, keys: {} }, soon());
    expect(states).toEqual(new Map(users.map((user) => [user, version(1) + user])));
    const half = users.map((user, at) => ({
      device: user,
      expected: version(at % 2),
      next: Buffer.from(version(2)),
    }));
    expect(await store.compareAndSet(half, soon())).toEqual(new Set(users.filter((_, at) => at % 2 === 0)));
  });

  test("takes look-up tables, gives their values, and loses those of an earlier load", async () => {
    const zip = sampleZips();
    await loadLookups(link, { geo: sampleGeo(), zip }, { mode: "replace" });
    const again = await loadLookups(link, { geo: sampleGeo(), zip: zip.slice(0, 1) }, { mode: "replace" });
    expect(again.removed).toBe(zip.length - 1);
    const store = factStore({
      redis: link,
      lanes: 256,
      tables: lookUpTables(60_000),
      stateTtlSeconds: 60,
      now: Date.now,
    });
    const facts = await store.read(
      { devices: [], keys: { geo: ["198.18.0.1", "2001:db8::1"], zip: ["10001", "90012"] } },
      soon(),
    );
    expect(facts.table("geo")("198.18.0.1").value).toMatchObject({ city: "New York" });
    expect(facts.table("geo")("2001:db8::1").value).toMatchObject({ city: "New York" });
    expect(facts.table("zip")("10001").value).toMatchObject({ state: "NY" });
    expect(facts.table("zip")("90012")).toEqual({ status: "missing" });
  });
});
