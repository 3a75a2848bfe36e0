import { beforeEach, describe, expect, test } from "@jest/globals";
import { factStore } from "../../../shared/redis/fact-store.ts";
import type { FactStore, FactsWanted, GeoPlace, RoundTrip } from "../../../shared/redis/facts.ts";
import { geoBuckets } from "../../../shared/redis/look-up/geo-bucket.ts";
import { encodeBucket } from "../../../shared/redis/look-up/range-bucket.ts";
import { stateKey } from "../../../shared/redis/state/store.ts";
import { TAKEOVER_KEY } from "../../../shared/redis/state/takeover.ts";
import { lookUpTables } from "../../../shared/redis/tables.ts";
import { type MemoryLink, memoryLink } from "./memory-link.ts";

const LANES = 256;
const TTL = 3_600;
const IP = "198.18.0.7";
const BUCKET = "geo:4:c612";

const berlin: GeoPlace = { country: "DE", region: "Berlin", city: "Berlin", timezone: "Europe/Berlin" };
const paris: GeoPlace = { country: "FR", region: "Paris", city: "Paris", timezone: "Europe/Paris" };
const bucket = (place: GeoPlace) => encodeBucket(2, [{ start: 0, end: 255, value: place }], geoBuckets);
const area = { state: "NY", population: 27_000, median_income: 105_000 };

let redis: MemoryLink;
let clock: number;
let store: FactStore;

const open = (clustered = false) => {
  redis = memoryLink({ clustered });
  clock = 1_000_000;
  store = factStore({
    redis,
    lanes: LANES,
    tables: lookUpTables(TTL * 1000),
    stateTtlSeconds: 60,
    now: () => clock,
  });
};
beforeEach(() => open());

const read = (override: Partial<FactsWanted>) =>
  store.read({ devices: [], keys: {}, ...override }, Number.POSITIVE_INFINITY);
const geo = async (ip = IP) => (await read({ keys: { geo: [ip] } })).table("geo")(ip);
const zip = async (code: string) => (await read({ keys: { zip: [code] } })).table("zip")(code);

describe("one round trip", () => {
  test("brings states, buckets and zip codes, each key once", async () => {
    redis.stored
      .set(stateKey("ann", LANES), "state of ann")
      .set(BUCKET, bucket(berlin))
      .set("zip:10001", "NY\t27000\t105000");
    const facts = await read({
      devices: ["ann", "bob"],
      keys: { geo: [IP, "198.18.0.8", "198.18.0.9"], zip: ["10001"] },
    });
    expect(facts.states).toEqual(new Map([["ann", "state of ann"]]));
    expect(facts.table("geo")(IP)).toEqual({ status: "ok", value: berlin });
    expect(facts.table("geo")("198.18.0.9")).toEqual({ status: "ok", value: berlin });
    expect(facts.table("zip")("10001")).toEqual({ status: "ok", value: area });
    expect(redis.reads).toEqual([
      [stateKey("ann", LANES), stateKey("bob", LANES), BUCKET, "zip:10001", TAKEOVER_KEY],
    ]);
  });

  test("asks again for states, and for look-ups only after their time", async () => {
    redis.stored.set(BUCKET, bucket(berlin)).set("zip:10001", "NY\t27000\t105000");
    const wanted = { devices: ["ann"], keys: { geo: [IP], zip: ["10001"] } };
    await read(wanted);
    await read(wanted);
    clock += TTL * 1000;
    await read(wanted);
    const state = stateKey("ann", LANES);
    expect(redis.reads).toEqual([
      [state, BUCKET, "zip:10001", TAKEOVER_KEY],
      [state, TAKEOVER_KEY],
      [state, BUCKET, "zip:10001", TAKEOVER_KEY],
    ]);
  });

  test("is not made when everything is known", async () => {
    await geo("no address");
    expect(await geo("no address")).toEqual({ status: "missing" });
    expect(redis.reads).toEqual([]);
  });

  test("in a cluster is a command a hash slot: a lane's states together, look-ups each for themselves", async () => {
    open(true);
    const users = Array.from({ length: 600 }, (_, number) => `user-${number}`);
    for (const user of users) redis.stored.set(stateKey(user, LANES), user);
    redis.stored.set(BUCKET, bucket(berlin));
    const facts = await read({ devices: users, keys: { geo: [IP, "2001:db8::1"] } });
    expect(facts.states).toEqual(new Map(users.map((user) => [user, user])));
    expect(facts.table("geo")(IP).status).toBe("ok");
    for (const keys of redis.reads)
      expect(new Set(keys.map((key) => /\{(\d+)\}/.exec(key)?.[1] ?? key)).size).toBe(1);
    expect(redis.reads.filter((keys) => keys[0]!.startsWith("geo:"))).toHaveLength(3);
  });

  test("of very many keys is several commands", async () => {
    const users = Array.from({ length: 5_000 }, (_, number) => `user-${number}`);
    for (const user of users) redis.stored.set(stateKey(user, LANES), user);
    expect((await read({ devices: users })).states).toEqual(new Map(users.map((user) => [user, user])));
    expect(redis.reads.map((keys) => keys.length)).toEqual([2_000, 2_000, 1_001]);
  });
});

test("an address of two buckets is known for as long as both are", async () => {
  const whole = (width: 2 | 4, place: GeoPlace) =>
    encodeBucket(width, [{ start: 0, end: 2 ** (8 * width) - 1, value: place }], geoBuckets);
  redis.stored.set("geo:6:2001", whole(2, berlin));
  expect(await geo("2001:db8::1")).toEqual({ status: "ok", value: berlin });
  redis.stored.set("geo:6:20010db8", whole(4, paris));
  expect(await geo("2001:db8::1")).toEqual({ status: "ok", value: berlin });
  // That the more precise bucket is absent is believed for five minutes, less than the value of the other.
  clock += 300_000;
  expect(await geo("2001:db8::1")).toEqual({ status: "ok", value: paris });
});

describe("out of reach", () => {
  test("there are no states at all", async () => {
    redis.down = true;
    expect((await read({ devices: ["ann"] })).states).toBeUndefined();
  });

  test.each([
    ["a place", BUCKET, bucket(berlin), () => geo(), berlin],
    ["a zip code", "zip:10001", "NY\t27000\t105000", () => zip("10001"), area],
  ])(
    "%s is ok while fresh, then stale, and ok again when Redis is back",
    async (_what, key, bytes, look, value) => {
      redis.stored.set(key, bytes);
      await look();
      redis.down = true;
      expect(await look()).toEqual({ status: "ok", value });
      clock += TTL * 1000;
      expect(await look()).toEqual({ status: "stale", value });
      expect(await look()).toEqual({ status: "stale", value });
      redis.down = false;
      expect(await look()).toEqual({ status: "ok", value });
    },
  );

  test("what was never fetched is missing, and fetched as soon as Redis is back", async () => {
    redis.stored.set(BUCKET, bucket(berlin));
    redis.down = true;
    expect(await geo()).toEqual({ status: "missing" });
    redis.down = false;
    expect(await geo()).toEqual({ status: "ok", value: berlin });
  });
});

describe("look-ups", () => {
  test("a place that changed is seen after its time", async () => {
    redis.stored.set(BUCKET, bucket(berlin));
    await geo();
    redis.stored.set(BUCKET, bucket(paris));
    clock += TTL * 1000 - 1;
    expect(await geo()).toEqual({ status: "ok", value: berlin });
    clock += 1;
    expect(await geo()).toEqual({ status: "ok", value: paris });
  });

  test("an absent key is remembered for five minutes", async () => {
    expect(await geo()).toEqual({ status: "missing" });
    redis.stored.set(BUCKET, bucket(berlin));
    clock += 299_999;
    expect(await geo()).toEqual({ status: "missing" });
    clock += 1;
    expect(await geo()).toEqual({ status: "ok", value: berlin });
  });

  test("an address in a known bucket but no range is missing", async () => {
    redis.stored.set(BUCKET, bucket(berlin));
    expect(await geo("198.18.1.0")).toEqual({ status: "missing" });
  });

  test.each([
    ["a bucket", BUCKET, bucket(berlin), () => geo()],
    ["a zip code", "zip:10001", "NY\t27000\t105000", () => zip("10001")],
  ])("%s that cannot be decoded is an error for five seconds", async (_what, key, good, look) => {
    redis.stored.set(key, "no such thing");
    expect(await look()).toEqual({ status: "error" });
    redis.stored.set(key, good);
    clock += 4_999;
    expect(await look()).toEqual({ status: "error" });
    clock += 1;
    expect((await look()).status).toBe("ok");
  });

  test("after an error and with Redis out of reach the last good value does", async () => {
    redis.stored.set(BUCKET, bucket(berlin));
    await geo();
    clock += TTL * 1000;
    redis.stored.set(BUCKET, "damaged");
    expect(await geo()).toEqual({ status: "error" });
    clock += 5_000;
    redis.down = true;
    expect(await geo()).toEqual({ status: "stale", value: berlin });
  });

  test("of IPv6 take the narrow network before the wide one around it", async () => {
    const wide = encodeBucket(2, [{ start: 0x0db8, end: 0x0db8, value: paris }], geoBuckets);
    const narrow = encodeBucket(4, [{ start: 0x00010000, end: 0x0001ffff, value: berlin }], geoBuckets);
    redis.stored.set("geo:6:2001", wide).set("geo:6:20010db8", narrow);
    expect(await geo("2001:db8:1::1")).toEqual({ status: "ok", value: berlin });
    expect(await geo("2001:db8:2::1")).toEqual({ status: "ok", value: paris });
    expect(await geo("2001:db9::1")).toEqual({ status: "missing" });
  });

  test("of an IPv6 address whose narrow bucket cannot be read do not guess from the wide one", async () => {
    redis.stored.set("geo:6:2001", encodeBucket(2, [{ start: 0, end: 0xffff, value: paris }], geoBuckets));
    await geo("2001:db9::1");
    redis.stored.set("geo:6:20010db8", "damaged");
    expect(await geo("2001:db8::1")).toEqual({ status: "error" });
    redis.down = true;
    expect(await geo("2001:dba::1")).toEqual({ status: "missing" });
  });

  test("that were not asked for are missing", async () => {
    const facts = await read({});
    expect(facts.table("geo")(IP)).toEqual({ status: "missing" });
    expect(facts.table("zip")("10001")).toEqual({ status: "missing" });
  });
});

describe("what is reported", () => {
  const trips: RoundTrip[] = [];
  const wanted = { users: ["ann", "bob"], keys: { geo: [IP] } };
  const write = { device: "ann", expected: "", next: Buffer.from("v") };

  beforeEach(() => {
    trips.length = 0;
    redis = memoryLink();
    store = factStore({
      redis,
      lanes: LANES,
      tables: lookUpTables(TTL * 1000),
      stateTtlSeconds: 60,
      now: () => clock,
      report: (trip) => trips.push(trip),
    });
  });

  test("is one round trip a read, and none for nothing", async () => {
    await read(wanted);
    await read({});
    await store.compareAndSet([], Number.POSITIVE_INFINITY);
    expect(trips).toEqual([{ milliseconds: expect.any(Number), answered: true }]);
  });

  test("is a round trip without an answer while Redis is out of reach, read or written", async () => {
    redis.down = true;
    await read(wanted);
    await expect(store.compareAndSet([write], Number.POSITIVE_INFINITY)).rejects.toThrow("out of reach");
    expect(trips.map(({ answered }) => answered)).toEqual([false, false]);
  });
});
