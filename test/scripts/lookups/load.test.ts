import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startRedis } from "../../../scripts/local/redis/index.ts";
import type { LocalRedis } from "../../../scripts/local/redis/types.ts";
import { rangeOfNetwork } from "../../../scripts/lookups/geo/range.ts";
import { type GeoRow, loadLookups } from "../../../scripts/lookups/load.ts";
import { loadSample } from "../../../scripts/lookups/sample.ts";
import { connectRedis, type RedisLink } from "../../../shared/redis/connect.ts";
import { factStore } from "../../../shared/redis/fact-store.ts";
import type { GeoPlace } from "../../../shared/redis/facts.ts";
import type { CurrencyRates } from "../../../shared/redis/look-up/rates.ts";
import { lookUpTables } from "../../../shared/redis/tables.ts";
import { sampleCities } from "../../../shared/sample/cities.ts";
import { lookUpFiles } from "./files.ts";

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

const row = (network: string, city: string): GeoRow => ({
  range: rangeOfNetwork(network),
  place: { country: "DE", region: "", city, timezone: "" },
});
const zip = (code: string, state = "NY") => ({ code, area: { state, population: 1, median_income: 2 } });
/** What a function that starts now finds. */
const facts = (ips: string[], zips: string[] = []) =>
  factStore({ redis: link, lanes: 1, tables: lookUpTables(60_000), stateTtlSeconds: 60, now: Date.now }).read(
    { devices: [], keys: { geo: ips, zip: zips } },
    soon(),
  );
const cities = async (...ips: string[]) => {
  const geo = (await facts(ips)).table("geo");
  return ips.map((ip) => (geo(ip).value as GeoPlace | undefined)?.city);
};

async function rateOn(day: string, ...currencies: string[]): Promise<(number | undefined)[]> {
  const store = factStore({
    redis: link,
    lanes: 1,
    tables: lookUpTables(60_000),
    stateTtlSeconds: 60,
    now: Date.now,
  });
  const rates = (await store.read({ devices: [], keys: { rates: currencies } }, soon())).table("rates");
  return currencies.map((currency) =>
    (rates(currency).value as CurrencyRates | undefined)?.at(Date.parse(`${day}T12:00:00Z`)),
  );
}

describe("loadLookups", () => {
  test("loads networks of every width", async () => {
    const rows = [
      row("10.0.0.0/8", "wide"),
      row("198.18.5.0/24", "narrow"),
      row("2a00::/12", "wide 6"),
      row("2001:db8:1::/48", "narrow 6"),
    ];
    expect(await loadLookups(link, { geo: rows, zip: [zip("10001")] }, { mode: "replace" })).toEqual({
      ranges: 4,
      buckets: 256 + 1 + 16 + 1,
      zips: 1,
      removed: 0,
      sets: ["geo:4", "geo:6", "zip"],
    });
    expect(await cities("10.0.0.0", "10.255.255.255", "11.0.0.0", "198.18.5.255", "198.18.6.0")).toEqual([
      "wide",
      "wide",
      undefined,
      "narrow",
      undefined,
    ]);
    expect(await cities("2a0f:ffff::1", "2a10::", "2001:db8:1:2::3", "2001:db8:2::")).toEqual([
      "wide 6",
      undefined,
      "narrow 6",
      undefined,
    ]);
    expect((await facts([], ["10001"])).table("zip")("10001")).toEqual({
      status: "ok",
      value: zip("10001").area,
    });
  });

  test("finds the same whatever order the rows come in, also beyond what is held open", async () => {
    const rows = [
      row("10.0.0.0/8", "ten"),
      row("16.0.0.0/5", "sixteen"),
      row("10.9.0.0/25", "a"),
      row("10.9.0.128/25", "b"),
    ];
    await loadLookups(
      link,
      { geo: [rows[0]!, rows[2]!, row("64.0.0.0/4", "far"), rows[3]!] },
      { mode: "replace" },
    );
    expect(await cities("10.9.0.1", "10.9.0.129", "10.9.1.0", "64.0.0.0", "79.255.255.255")).toEqual([
      "a",
      "b",
      "ten",
      "far",
      "far",
    ]);
  });

  test("replaces an earlier load of the same family and nothing else", async () => {
    await loadLookups(
      link,
      {
        geo: [row("10.1.0.0/24", "old"), row("10.2.0.0/24", "old"), row("2001:db8::/48", "six")],
        zip: [zip("1"), zip("2")],
      },
      { mode: "replace" },
    );
    const { removed } = await loadLookups(link, { geo: [row("10.1.0.0/25", "new")] }, { mode: "replace" });
    expect(removed).toBe(1);
    expect(await cities("10.1.0.0", "10.1.0.200", "10.2.0.0", "2001:db8::")).toEqual([
      "new",
      undefined,
      undefined,
      "six",
    ]);
    expect((await loadLookups(link, { zip: [zip("2")] }, { mode: "replace" })).removed).toBe(1);
    expect((await facts([], ["1"])).table("zip")("1")).toEqual({ status: "missing" });
  });

  test("without a row that can be loaded leaves what is there", async () => {
    await loadLookups(link, { geo: [row("10.1.0.0/24", "old")], zip: [zip("1")] }, { mode: "replace" });
    expect((await loadLookups(link, { geo: [], zip: [] }, { mode: "replace" })).removed).toBe(0);
    expect(await cities("10.1.0.0")).toEqual(["old"]);
  });

  test("adds ranges, and zip codes that are not known", async () => {
    await loadLookups(
      link,
      { geo: [row("198.18.200.0/24", "old")], zip: [zip("10001", "real")] },
      { mode: "replace" },
    );
    await loadSample(redis);
    expect(await cities("198.18.200.0", "198.18.0.0")).toEqual(["old", "New York"]);
    expect((await facts([], ["10001"])).table("zip")("10001").value).toMatchObject({ state: "real" });
  });
});

test("the sample answers for every sample city, in both families, and for its zip codes", async () => {
  await loadSample(redis);
  for (const { city, country, region, timezone, latitude, longitude, cidr, cidr6, zip } of sampleCities()) {
    const ips = [cidr.replace("0/24", "77"), ...(cidr6 === undefined ? [] : [cidr6.replace("/48", "1")])];
    const found = await facts(ips, zip ? [zip.code] : []);
    for (const ip of ips)
      expect(found.table("geo")(ip).value).toEqual({ city, country, region, timezone, latitude, longitude });
    if (zip)
      expect(found.table("zip")(zip.code).value).toMatchObject({
        state: zip.state,
        population: zip.population,
      });
  }
});

describe("npm run lookups", () => {
  const root = join(import.meta.dirname, "../../..");
  // Not in sync: the Redis that it talks to lives in this process.
  const run = async (...args: string[]) => {
    const ended = spawn(process.execPath, ["--no-warnings", "scripts/lookups.ts", ...args], { cwd: root });
    const [stdout, stderr, status] = await Promise.all([
      text(ended.stdout),
      text(ended.stderr),
      once(ended, "exit").then(([code]) => code as number),
    ]);
    return { stdout, stderr, status };
  };
  afterEach(() => {
    delete process.env.REDIS_URL;
  });

  test.each([
    ["nothing to load", [], 2, "Nothing to load"],
    ["an unknown option", ["--bogus"], 2, "Unknown option '--bogus'"],
    ["a layout that is none", ["--geo", "a.csv", "--format", "db11"], 2, "it is one of ip2location-db1, "],
    ["a layout without a file", ["--sample", "--format", "dbip-city"], 2, "--format is about geo files"],
    ["a file that is not there", ["--zip", "none.csv"], 1, "none.csv cannot be read: there is no such file."],
    [
      "a Redis that is not there",
      ["--sample", "--redis", "redis://127.0.0.1:1"],
      1,
      "set with --redis, --data (of a run that is up) or REDIS_URL",
    ],
  ])("with %s ends in one sentence and an exit code", async (_what, args, status, message) => {
    const ended = await run(...args);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
  });

  describe("with files", () => {
    let files: ReturnType<typeof lookUpFiles>;
    beforeEach(() => {
      files = lookUpFiles();
    });
    afterEach(() => files.remove());
    const at = () => ["--redis", `redis://${redis.host}:${redis.port}`];
    const keys = () => link.run((client) => client.dbsize(), soon());

    test("loads them, and says what became of their rows", async () => {
      const geo = files.write(
        "db11.csv",
        '"0","16777215","-","-","-","-","0.000000","0.000000","-","-"',
        '"3323068416","3323068671","DE","Germany","Berlin","Berlin","52.52","13.405","10115","+01:00"',
      );
      const codes = files.write(
        "zips.csv",
        "zip,state,population,median_income",
        "501,NY,3,9",
        "ABCDE,NY,1,1",
      );
      const { status, stdout } = await run("--geo", geo, "--zip", codes, ...at());
      expect(status).toBe(0);
      expect(stdout.split("\n").filter(Boolean)).toEqual([
        "geo: 1 range in 1 bucket.",
        "zip: 1 code.",
        `${codes}, read as figures of zip codes: 2 rows, 1 loaded, 1 rejected.`,
        "  1 row: zip code brought to five digits (501 → 00501 in line 2)",
        '  1 row rejected: its zip code is not one of five digits, nor brought to them (line 3: "ABCDE")',
        expect.stringMatching(
          /db11\.csv, read as IP2Location DB11, without its time zones: .*: 2 rows, 1 loaded/,
        ),
        "  1 row left out: it names no country (line 1)",
      ]);
      expect((await facts(["198.18.0.9"], ["00501"])).table("geo")("198.18.0.9").value).toMatchObject({
        city: "Berlin",
        latitude: 52.52,
        timezone: "",
      });
    });

    test("writes nothing when one of them is refused", async () => {
      const good = files.write("good.csv", "198.18.0.0,198.18.0.255,DE");
      const codes = files.write("zips.csv", "zip,state,population,median_income", "ABCDE,NY,1,1");
      const { status, stderr, stdout } = await run("--geo", good, "--zip", codes, ...at());
      expect(status).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toContain("zips.csv is refused, since 1 of its 1 row is rejected; nothing was written.");
      expect(await keys()).toBe(0);
    });

    test("refuses a layout that it does not know, and says what it knows", async () => {
      const geo = files.write("geo.csv", "198.18.0.0,198.18.0.255,DE,Germany,BE,Berlin,120,52.52,13.405,x");
      const { status, stderr } = await run("--geo", geo, ...at());
      expect(status).toBe(1);
      expect(stderr).toContain("its 10 columns fit no layout that is known");
      expect(await keys()).toBe(0);
    });

    test("counts a zip code once that comes twice, and the last row stays", async () => {
      const twice = [zip("10001", "old"), zip("10001", "new")];
      expect((await loadLookups(link, { zip: twice }, { mode: "replace" })).zips).toBe(1);
      expect((await facts([], ["10001"])).table("zip")("10001").value).toMatchObject({ state: "new" });
    });
  });

  describe("with rates", () => {
    let files: ReturnType<typeof lookUpFiles>;
    beforeEach(() => {
      files = lookUpFiles();
    });
    afterEach(() => files.remove());
    const at = () => ["--redis", `redis://${redis.host}:${redis.port}`];

    test("replaces those of an earlier load, the sample's among them", async () => {
      await loadSample(redis);
      expect(await rateOn("2031-05-05", "USD", "GBP", "EUR")).toEqual([0.92, 1.17, 1]);
      const path = files.write(
        "rates.csv",
        "day,currency,rate",
        "2026-03-04,USD,0.9",
        "2026-03-06,USD,0.8",
        "2026-03-05,CHF,1.05",
        "2026-03-05,Franc,1.05",
      );
      const { status, stdout, stderr } = await run("--rates", path, "--base", "eur", ...at());
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout.split("\n").slice(0, 3)).toEqual([
        "rates: 2 currencies to EUR, 3 days, 1 key of an earlier load removed.",
        `${path}, read as rates of currencies: 4 rows, 3 loaded, 1 rejected.`,
        '  1 row rejected: its currency is no ISO 4217 code (line 5: "FRANC")',
      ]);
      expect(await rateOn("2026-03-05", "USD", "CHF", "GBP", "EUR")).toEqual([0.9, 1.05, undefined, 1]);
      expect(await rateOn("2026-03-04", "CHF")).toEqual([undefined]);
      expect(await rateOn("2031-05-05", "USD", "EUR")).toEqual([undefined, 1]);
    });

    test("keeps real rates when the sample is added, of which another base may be", async () => {
      const path = files.write("rates.csv", "day,currency,rate,base", "2026-03-04,USD,0.88,CHF");
      await run("--rates", path, ...at());
      expect((await run("--sample", ...at())).stdout).toContain("rates are there already");
      expect(await rateOn("2026-03-04", "USD", "GBP", "EUR", "CHF")).toEqual([0.88, undefined, undefined, 1]);
    });

    test("writes nothing of a file that does not say its base", async () => {
      const path = files.write("rates.csv", "day,currency,rate", "2026-03-04,USD,0.88");
      const { status, stderr } = await run("--rates", path, ...at());
      expect(status).toBe(1);
      expect(stderr).toContain("it has no base: name it with --base, or in a column base");
      expect(await rateOn("2026-03-04", "USD")).toEqual([undefined]);
    });
  });

  test("tells about itself", async () => {
    expect(await run("--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("npm run lookups -- "),
    });
  });
});
