import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startRedis } from "../../../scripts/local/redis/index.ts";
import type { LocalRedis } from "../../../scripts/local/redis/types.ts";
import { collectedEntries } from "../../../scripts/lookups/collected.ts";
import { loadEntries } from "../../../scripts/lookups/deployed.ts";
import { rangeOfNetwork } from "../../../scripts/lookups/geo/range.ts";
import { loadLookups, type Tables, writeLookups } from "../../../scripts/lookups/load.ts";
import { UserError } from "../../../scripts/user-error.ts";
import { connectRedis, type RedisLink } from "../../../shared/redis/connect.ts";
import { factStore } from "../../../shared/redis/fact-store.ts";
import type { GeoPlace } from "../../../shared/redis/facts.ts";
import type { LoadStep } from "../../../shared/redis/look-up/parts.ts";
import { ASK_EVERY_MS, versionKey } from "../../../shared/redis/look-up/version.ts";
import { lookUpSets, lookUpTables } from "../../../shared/redis/tables.ts";
import { type LoadAnswer, loadHandlerOf } from "./loading.ts";

let redis: LocalRedis;
let link: RedisLink;
const soon = () => Date.now() + 5_000;
beforeAll(async () => {
  redis = await startRedis({ use: "embedded", log: () => {} });
  link = connectRedis({ host: redis.host, port: redis.port, tls: false, cluster: false });
});
beforeEach(() => link.run((client) => client.flushall(), soon()));
afterAll(async () => {
  link.close();
  await redis.stop();
});

const place = (city: string): GeoPlace => ({ country: "DE", region: "", city, timezone: "" });
const row = (network: string, city: string) => ({ range: rangeOfNetwork(network), place: place(city) });
const zip = (code: string, state: string) => ({ code, area: { state, population: 1, median_income: 2 } });

/** A reader as the enriching function has it, at a clock that the test moves. */
function reader() {
  const clock = { now: 1_000_000 };
  const store = factStore({
    redis: link,
    lanes: 1,
    tables: lookUpTables(3_600_000),
    sets: lookUpSets(),
    stateTtlSeconds: 60,
    now: () => clock.now,
  });
  const cities = async (...ips: string[]) => {
    const geo = (await store.read({ devices: [], keys: { geo: ips } }, soon())).table("geo");
    return ips.map((ip) => (geo(ip).value as GeoPlace | undefined)?.city);
  };
  return { clock, cities };
}

const uploads = new Map<string, Uint8Array>();

/** Loads by the function itself; `stop` ends it before a step, as a person does who interrupts the command. */
async function loadBy(version: string, tables: Tables, stop?: (step: LoadStep) => boolean): Promise<number> {
  const entries = collectedEntries();
  const { sets } = await writeLookups(entries, tables, { mode: "replace" });
  const step = loadHandlerOf(link, uploads);
  return loadEntries(
    {
      upload: async (key, bytes) => void uploads.set(key, bytes),
      step: async (wanted): Promise<LoadAnswer> => {
        if (stop?.(wanted)) throw new Error("interrupted");
        return step(wanted);
      },
    },
    entries,
    { version, sets, progress() {} },
  );
}

describe("a load by the function", () => {
  test("is read as a whole by whoever starts, and by others once they ask again", async () => {
    await loadLookups(
      link,
      { geo: [row("10.1.0.0/16", "old"), row("10.2.0.0/16", "old")] },
      { mode: "replace" },
    );
    const { clock, cities } = reader();
    expect(await cities("10.1.0.1", "10.2.0.1")).toEqual(["old", "old"]);
    await loadBy("v1", { geo: [row("10.1.0.0/16", "new"), row("10.3.0.0/16", "new")] });
    expect(await cities("10.1.0.1", "10.2.0.1", "10.3.0.1")).toEqual(["old", "old", undefined]);
    clock.now += ASK_EVERY_MS;
    // Asked with the look-ups of this read, which are still of the version before.
    await cities("10.9.0.1");
    expect(await cities("10.1.0.1", "10.2.0.1", "10.3.0.1")).toEqual(["new", undefined, "new"]);
    expect(await reader().cities("10.1.0.1", "10.2.0.1")).toEqual(["new", undefined]);
  });

  test("that ends half-way is not read at all, and may be begun anew", async () => {
    await loadBy("v1", { geo: [row("10.1.0.0/16", "first")] });
    const second = { geo: [row("10.1.0.0/16", "second"), row("10.4.0.0/16", "second")] };
    await expect(loadBy("v2", second, ({ step }) => step === "commit")).rejects.toThrow("interrupted");
    expect(await reader().cities("10.1.0.1", "10.4.0.1")).toEqual(["first", undefined]);
    await loadBy("v3", second);
    expect(await reader().cities("10.1.0.1", "10.4.0.1")).toEqual(["second", "second"]);
  });

  const both = { geo: [row("10.1.0.0/16", "new")], zip: [zip("1", "CA")] };

  test.each([
    {
      description: "while it writes",
      fails: ({ step }: LoadStep) => step === "write",
      says: "interrupted What was loaded before is still read.",
      city: "old",
    },
    {
      description: "at its first set",
      fails: ({ step }: LoadStep) => step === "commit",
      says: "interrupted Whether the new rows of geo:4, zip are read is not known: load once more.",
      city: "old",
    },
    {
      description: "between two sets",
      fails: (step: LoadStep) => step.step === "commit" && step.set === "zip",
      says: "interrupted The new rows of geo:4 are read by now. Whether those of zip are read is not known: load once more.",
      city: "new",
    },
  ])("that fails $description says what is read by then", async ({ fails, says, city }) => {
    await loadBy("v1", { geo: [row("10.1.0.0/16", "old")] });
    await expect(loadBy("v2", both, fails)).rejects.toThrow(new UserError(says));
    expect(await reader().cities("10.1.0.1")).toEqual([city]);
  });

  test("of one family of addresses leaves the other as it is", async () => {
    await loadBy("v1", { geo: [row("10.1.0.0/16", "four"), row("2001:db8::/32", "six")] });
    await loadBy("v2", { geo: [row("10.1.0.0/16", "new four")] });
    expect(await reader().cities("10.1.0.1", "2001:db8::1")).toEqual(["new four", "six"]);
  });

  test("has what was there before expire in a day, once", async () => {
    await loadLookups(link, { zip: [zip("1", "NY"), zip("2", "NY")] }, { mode: "replace" });
    expect(await loadBy("v1", { zip: [zip("1", "CA")] })).toBe(2);
    const left = await link.run((client) => client.pttl("zip:2"), soon());
    expect(left).toBeGreaterThan(86_000_000);
    await link.run((client) => client.expire("zip:2", 100), soon());
    await loadBy("v2", { zip: [zip("1", "TX")] });
    expect(await link.run((client) => client.pttl("zip:2"), soon())).toBeLessThanOrEqual(100_000);
    expect(await link.run((client) => client.pttl("v1/zip:1"), soon())).toBeGreaterThan(86_000_000);
    expect(await link.run((client) => client.pttl("v2/zip:1"), soon())).toBe(-1);
  });

  test("is followed by one without a version, which is read then", async () => {
    await loadBy("v1", { geo: [row("10.1.0.0/16", "by the function")] });
    await loadLookups(link, { geo: [row("10.1.0.0/16", "by hand")] }, { mode: "replace" });
    expect(await reader().cities("10.1.0.1")).toEqual(["by hand"]);
  });

  test("with an entry missing is refused, and says so", async () => {
    await loadBy("v1", { zip: [zip("1", "NY")] });
    const step = loadHandlerOf(link, uploads);
    await expect(step({ v: 1, step: "commit", version: "v1", set: "zip", keys: 2 })).rejects.toThrow(
      /^1 of 2 entries of zip are in Redis: the load is not complete, .* Load the files again\.$/,
    );
  });
});

describe("a reader", () => {
  test("that cannot learn the version looks nothing up, and later does", async () => {
    await loadBy("v1", { geo: [row("10.1.0.0/16", "place")] });
    const down = { on: true };
    const flaky: RedisLink = { ...link, run: (use, deadline) => link.run(use, down.on ? 0 : deadline) };
    const store = factStore({
      redis: flaky,
      lanes: 1,
      tables: lookUpTables(3_600_000),
      sets: lookUpSets(),
      stateTtlSeconds: 60,
      now: () => 1_000_000,
    });
    const city = async () => {
      const geo = (await store.read({ devices: [], keys: { geo: ["10.1.0.1"] } }, soon())).table("geo");
      return geo("10.1.0.1");
    };
    expect((await city()).status).toBe("missing");
    down.on = false;
    expect(await city()).toMatchObject({ status: "ok", value: { city: "place" } });
  });

  test("takes a version that is none for no version", async () => {
    await loadLookups(link, { geo: [row("10.1.0.0/16", "place")] }, { mode: "replace" });
    await link.run((client) => client.set(versionKey("geo:4"), "*"), soon());
    expect(await reader().cities("10.1.0.1")).toEqual(["place"]);
  });
});
