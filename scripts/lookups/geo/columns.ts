import { UserError } from "../../user-error.ts";
import { type Columns, columnsIn } from "../csv.ts";

const names = {
  network: ["network", "cidr", "ip_range", "range"],
  first: ["start", "start_ip", "ip_start", "ip_range_start", "range_start", "first_ip", "ip_from", "from"],
  last: ["end", "end_ip", "ip_end", "ip_range_end", "range_end", "last_ip", "ip_to", "to"],
  location: ["geoname_id"],
  country: ["country_code", "country_iso_code", "country_iso", "country"],
  region: ["region", "region_name", "subdivision_1_name", "state1", "stateprov", "state", "state_province"],
  city: ["city", "city_name"],
  latitude: ["latitude", "lat"],
  longitude: ["longitude", "lon", "lng", "long"],
  timezone: ["timezone", "time_zone", "tz"],
};

export type GeoColumn = keyof typeof names;

/** Layouts of files that come without a header, by their number of columns. */
const layouts: Record<number, readonly (GeoColumn | "")[]> = {
  // ip-location-db, country sets
  3: ["first", "last", "country"],
  // DB-IP, city
  8: ["first", "last", "", "country", "region", "city", "latitude", "longitude"],
  // ip-location-db, city sets
  10: ["first", "last", "country", "region", "", "city", "", "latitude", "longitude", "timezone"],
};

const known =
  "Known are GeoLite2 City blocks, ranges with a header (start, end, country, …), and without one those of 3 (start, end, country), " +
  "8 (DB-IP city) and 10 columns (ip-location-db city)";

/** Reads a file's first row; `header` tells whether it is one. Throws `UserError` on a file of another kind. */
export function geoColumns(
  path: string,
  first: readonly string[],
): { columns: Columns<GeoColumn>; header: boolean } {
  const header = !/^[\da-f]*[.:\d]/i.test(first[0] ?? "");
  const columns = header ? columnsIn(first, names) : layoutOf(first.length);
  const ranges = columns.network !== undefined || (columns.first !== undefined && columns.last !== undefined);
  if (!ranges || (columns.country === undefined && columns.location === undefined))
    throw new UserError(`${path} has no columns of addresses and countries that are known. ${known}.`);
  return { columns, header };
}

function layoutOf(count: number): Columns<GeoColumn> {
  const layout = layouts[count] ?? [];
  return Object.fromEntries(layout.flatMap((name, at) => (name === "" ? [] : [[name, at]])));
}
