import { isZoneName } from "../../../shared/event/zone.ts";
import type { GeoPlace } from "../../../shared/redis/facts.ts";
import type { GeoRow } from "../load.ts";
import { isCountry } from "./countries.ts";
import { type GeoColumn, isDegrees, isNothing, isOffset } from "./layouts.ts";
import type { Location } from "./locations.ts";
import { rangeBetween, rangeOfNetwork, TooFine } from "./range.ts";

/** Why a row cannot be loaded: a cell that is not what its column is for. */
export class BadCell extends Error {
  override name = "BadCell";
  readonly value: string;

  constructor(message: string, value: string) {
    super(message);
    this.value = value;
  }
}

/** Why there is nothing in a row that could be loaded, though nothing is wrong with it. */
export class Nowhere extends Error {
  override name = "Nowhere";
}

export interface RowRules {
  /** The text of a column, "" where the file has none. */
  cell(name: GeoColumn): string;
  /** Places of GeoLite2 by their id; undefined where a row has its own. */
  locations: Map<string, Location> | undefined;
  note(what: string, value: string): void;
}

/** Longest region and city that an enriched event takes. */
const LONGEST = 128;

/** The row that cells tell. Throws `Nowhere`, `BadCell` or `BadRange`. */
export function rowOf({ cell, locations, note }: RowRules): GeoRow {
  const { country, region, city, timezone } =
    locations === undefined ? named(cell) : located(cell, locations);
  if (isNothing(country)) throw new Nowhere("it names no country");
  if (!isCountry(country)) throw new BadCell("its country is no ISO 3166 code of two letters", country);
  for (const name of [region, city])
    if (name.length > LONGEST) throw new BadCell(`its region or city is longer than ${LONGEST}`, name);
  const place: GeoPlace = { country, region, city, timezone: zoneOf(timezone, note) };
  const latitude = degrees(cell("latitude"), 90, "latitude");
  const longitude = degrees(cell("longitude"), 180, "longitude");
  if (latitude !== undefined && longitude !== undefined) Object.assign(place, { latitude, longitude });
  return { range: rangeIn(cell), place };
}

function rangeIn(cell: RowRules["cell"]) {
  const network = cell("network");
  try {
    return network === "" ? rangeBetween(cell("first"), cell("last")) : rangeOfNetwork(network);
  } catch (error) {
    throw error instanceof TooFine ? new Nowhere(error.message) : error;
  }
}

const textIn = (text: string): string => (text === "-" ? "" : text);

const named = (cell: RowRules["cell"]): Location => ({
  country: cell("country").toUpperCase(),
  region: textIn(cell("region")),
  city: textIn(cell("city")),
  timezone: textIn(cell("timezone")),
});

function located(cell: RowRules["cell"], locations: Map<string, Location>): Location {
  const id = cell("location");
  if (id === "") throw new Nowhere("it has no geoname_id");
  const location = locations.get(id);
  if (location === undefined) throw new BadCell("its geoname_id is not in the locations file", id);
  return location;
}

/** Zones that were looked up, since Intl takes microseconds and a data set has some 400 of them. */
const zones = new Map<string, boolean>();

function zoneOf(text: string, note: RowRules["note"]): string {
  if (text === "") return "";
  if (isOffset(text)) {
    note("its time zone is an offset, which is no IANA zone, and is left out", text);
    return "";
  }
  const known = zones.get(text) ?? isZoneName(text);
  // The bound is for a file that has something else in this column.
  if (zones.size < 1_000) zones.set(text, known);
  if (!known) throw new BadCell("its time zone is no IANA zone", text);
  return text;
}

function degrees(text: string, most: number, name: string): number | undefined {
  if (text === "") return undefined;
  if (!isDegrees(text, most)) throw new BadCell(`its ${name} is not a number from -${most} to ${most}`, text);
  return Number(text);
}
