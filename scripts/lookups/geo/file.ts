import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GeoPlace } from "../../../shared/redis/facts.ts";
import { UserError } from "../../user-error.ts";
import { type Columns, csvRows } from "../csv.ts";
import type { GeoRow } from "../load.ts";
import type { Rejections } from "../rejections.ts";
import { type GeoColumn, geoColumns } from "./columns.ts";
import { type Location, readLocations } from "./locations.ts";
import { BadRange, rangeBetween, rangeOfNetwork } from "./range.ts";

/** Why a row cannot be loaded. */
class BadRow extends Error {
  override name = "BadRow";
}

type Cell = (name: GeoColumn) => string;

/** Longest region and city that an enriched event takes. */
const LONGEST = 128;

/** Rows of a geo file; what cannot be loaded goes to `rejections`. Throws `UserError` on a file of an unknown kind. */
export async function* geoRows(
  path: string,
  locationsPath: string | undefined,
  rejections: Rejections,
): AsyncGenerator<GeoRow> {
  let columns: Columns<GeoColumn> | undefined;
  let locations: Map<string, Location> | undefined;
  for await (const { cells, line } of csvRows(path)) {
    if (columns === undefined) {
      const found = geoColumns(path, cells);
      columns = found.columns;
      if (columns.country === undefined) locations = await readLocations(locationsPath ?? beside(path));
      if (found.header) continue;
    }
    try {
      yield geoRow((name) => cells[columns?.[name] ?? -1] ?? "", locations);
    } catch (error) {
      if (!(error instanceof BadRange || error instanceof BadRow)) throw error;
      rejections.add(error.message, line);
    }
  }
}

/** GeoLite2 comes as an archive with all of its files in one folder. */
function beside(path: string): string {
  const locations = join(dirname(path), "GeoLite2-City-Locations-en.csv");
  if (existsSync(locations)) return locations;
  throw new UserError(
    `${path} has GeoLite2 blocks, whose places stand in another file: name it with --locations FILE.`,
  );
}

function geoRow(cell: Cell, locations: Map<string, Location> | undefined): GeoRow {
  const network = cell("network");
  const range = network === "" ? rangeBetween(cell("first"), cell("last")) : rangeOfNetwork(network);
  const { country, region, city, timezone } =
    locations === undefined ? named(cell) : located(cell, locations);
  if (!/^[A-Z]{2}$/.test(country) || country === "ZZ") throw new BadRow("it names no country");
  if (region.length > LONGEST || city.length > LONGEST)
    throw new BadRow(`its region or city is longer than ${LONGEST} characters`);
  const place: GeoPlace = { country, region, city, timezone };
  const latitude = degrees(cell("latitude"), 90, "latitude");
  const longitude = degrees(cell("longitude"), 180, "longitude");
  if (latitude !== undefined && longitude !== undefined) Object.assign(place, { latitude, longitude });
  return { range, place };
}

const named = (cell: Cell): Location => ({
  country: cell("country").toUpperCase(),
  region: cell("region"),
  city: cell("city"),
  timezone: cell("timezone"),
});

function located(cell: Cell, locations: Map<string, Location>): Location {
  const id = cell("location");
  if (id === "") throw new BadRow("it has no geoname_id");
  const location = locations.get(id);
  if (location === undefined) throw new BadRow("its geoname_id is not in the locations file");
  return location;
}

function degrees(text: string, most: number, name: string): number | undefined {
  if (text === "") return undefined;
  const value = Number(text);
  if (!(Math.abs(value) <= most)) throw new BadRow(`its ${name} is not a number of degrees`);
  return value;
}
