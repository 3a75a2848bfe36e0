import type { GeoPlace } from "../../../shared/redis/facts.ts";
import { lookUpStep } from "../step.ts";

/** Where the address is. */
export const geo = lookUpStep("geo", {
  reads: "ip",
  table: "geo",
  of: ({ country, region, city, latitude, longitude, timezone }: GeoPlace) => ({
    geo_country: country,
    geo_region: region,
    geo_city: city,
    geo_latitude: latitude,
    geo_longitude: longitude,
    geo_timezone: timezone,
  }),
});
