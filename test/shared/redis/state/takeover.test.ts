import { beforeEach, describe, expect, test } from "@jest/globals";
import { factStore } from "../../../../shared/redis/fact-store.ts";
import { prepareStates, TAKEOVER_KEY } from "../../../../shared/redis/state/takeover.ts";
import { lookUpTables } from "../../../../shared/redis/tables.ts";
import { RedisUnavailable } from "../../../../shared/redis/unavailable.ts";
import { type MemoryLink, memoryLink } from "../memory-link.ts";

let redis: MemoryLink;
let clock: number;
beforeEach(() => {
  redis = memoryLink();
  redis.server = "one.";
  clock = 5_000;
});
const TTL_SECONDS = 60;
const soon = Number.POSITIVE_INFINITY;
/** Where a function that starts now finds the states. */
const server = async () => {
  const store = factStore({
    redis,
    lanes: 4,
    tables: lookUpTables(60_000),
    stateTtlSeconds: TTL_SECONDS,
    now: () => clock,
  });
  return (await store.read({ devices: ["ann"], keys: {} }, soon)).server;
};

describe("where the states come from", () => {
  test("a server that was prepared has none before it, whatever is loaded into it again", async () => {
    await prepareStates(redis, soon);
    expect(await server()).toEqual({ name: "one.", since: 0 });
    redis.server = "two.";
    await server();
    await prepareStates(redis, soon);
    expect(await server()).toEqual({ name: "two.", since: 5_000 });
  });

  test("another server is noted once, with the time at which it was first seen", async () => {
    await prepareStates(redis, soon);
    redis.server = "two.";
    expect(await server()).toEqual({ name: "two.", since: 5_000 });
    clock = 9_000;
    expect(await server()).toEqual({ name: "two.", since: 5_000 });
  });

  test("a take-over is forgotten once no state from before could be left", async () => {
    await server();
    clock = 5_000 + TTL_SECONDS * 1000;
    expect(await server()).toEqual({ name: "one.", since: 5_000 });
    clock += 1;
    expect(await server()).toEqual({ name: "one.", since: 0 });
  });

  test("a server without the note has lost all there was", async () => {
    await prepareStates(redis, soon);
    redis.stored.clear();
    expect(await server()).toEqual({ name: "one.", since: 5_000 });
  });

  test("states are out of reach where nobody knows whether keys were given up since they were read", async () => {
    redis.confirmServer = () => Promise.reject(new RedisUnavailable("Redis did not answer"));
    expect(await server()).toBeUndefined();
  });

  test("states are out of reach where the note cannot be made", async () => {
    redis.refusesWrites = true;
    expect(await server()).toBeUndefined();
    expect(redis.stored.has(TAKEOVER_KEY)).toBe(false);
  });
});
