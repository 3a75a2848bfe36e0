import type { GeoPlace } from "../facts.ts";
import type { BucketTable } from "./range-table.ts";

/** Places of addresses: each as a JSON array. */
export const geoBuckets: BucketTable<GeoPlace> = {
  prefix: "geo",
  textOf: ({ country, region, city, timezone, latitude, longitude }) =>
    JSON.stringify([country, region, city, timezone, latitude ?? null, longitude ?? null]),
  valueIn(text) {
    const [country, region, city, timezone, latitude, longitude] = JSON.parse(text) as PlaceText;
    return {
      country,
      region,
      city,
      timezone,
      ...(latitude !== null && { latitude }),
      ...(longitude !== null && { longitude }),
    };
  },
};

type PlaceText = [string, string, string, string, number | null, number | null];
