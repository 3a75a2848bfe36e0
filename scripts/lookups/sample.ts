import { connectRedis } from "../../shared/redis/connect.ts";
import { LOAD_COMMAND_MS } from "../../shared/redis/entries.ts";
import type { RedisTarget } from "../../shared/redis/target.ts";
import { sampleCities } from "../../shared/sample/cities.ts";
import { rangeOfNetwork } from "./geo/range.ts";
import { type GeoRow, type Loaded, loadLookups, type ZipRow } from "./load.ts";
import { addSampleRates } from "./rates/load.ts";

/** Networks of the sample cities. */
export function sampleGeo(): GeoRow[] {
  return sampleCities().flatMap(({ cidr, cidr6, country, region, city, latitude, longitude, timezone }) =>
    [cidr, cidr6].flatMap((network) => {
      const place = { country, region, city, latitude, longitude, timezone };
      return network === undefined ? [] : { range: rangeOfNetwork(network), place };
    }),
  );
}

/** Zip codes of the sample cities; their population and income are illustrative. */
export function sampleZips(): ZipRow[] {
  return sampleCities().flatMap(({ zip }) => {
    if (zip === undefined) return [];
    const { code, ...area } = zip;
    return { code, area };
  });
}

/** Adds the sample to the Redis of a local run. Real tables that are there stay: nobody's addresses are in the sample. */
export async function loadSample(target: RedisTarget): Promise<Loaded> {
  const redis = connectRedis({ ...target, commandTimeoutMs: LOAD_COMMAND_MS });
  try {
    await addSampleRates(redis);
    return await loadLookups(redis, { geo: sampleGeo(), zip: sampleZips() }, { mode: "add" });
  } finally {
    redis.close();
  }
}
