import { isZoneName } from "../../../shared/event/zone.ts";
import { isCountry } from "./countries.ts";
import { isAddress } from "./range.ts";

/** What is read of a row. */
export type GeoColumn =
  | "network"
  | "first"
  | "last"
  | "location"
  | "country"
  | "region"
  | "city"
  | "latitude"
  | "longitude"
  | "timezone";

/** What else a row of a known layout holds: it is not loaded, and tells layouts of one length apart. */
type Cell = GeoColumn | "continent" | "country name" | "second region" | "postcode" | "offset";

/** A layout of files that come without a header. */
export interface GeoLayout {
  name: string;
  title: string;
  cells: readonly Cell[];
}

const ip2location = (name: string, ...cells: Cell[]): GeoLayout => ({
  name: `ip2location-${name.toLowerCase()}`,
  title: `IP2Location ${name}`,
  cells: ["first", "last", "country", "country name", ...cells],
});

export const geoLayouts: readonly GeoLayout[] = [
  ip2location("DB1"),
  ip2location("DB3", "region", "city"),
  ip2location("DB5", "region", "city", "latitude", "longitude"),
  ip2location("DB9", "region", "city", "latitude", "longitude", "postcode"),
  {
    ...ip2location("DB11", "region", "city", "latitude", "longitude", "postcode", "offset"),
    title: "IP2Location DB11, without its time zones: offsets like -05:00 are no IANA zones",
  },
  {
    name: "dbip-city",
    title: "DB-IP city",
    cells: ["first", "last", "continent", "country", "region", "city", "latitude", "longitude"],
  },
  {
    name: "ip-location-db-city",
    title: "ip-location-db city",
    cells: [
      "first",
      "last",
      "country",
      "region",
      "second region",
      "city",
      "postcode",
      "latitude",
      "longitude",
      "timezone",
    ],
  },
  { name: "countries", title: "DB-IP or ip-location-db countries", cells: ["first", "last", "country"] },
];

/** What stands where a data set knows nothing: IP2Location writes -, DB-IP ZZ for countries. */
export const isNothing = (text: string): boolean => text === "" || text === "-" || text === "ZZ";

const isNumber = (text: string): boolean => /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text);

/** Degrees from -most to most. */
export const isDegrees = (text: string, most: number): boolean =>
  isNumber(text) && Math.abs(Number(text)) <= most;

/** UTC-05:00 or -05:00, as IP2Location has it: an offset changes with the season and is no zone. */
export const isOffset = (text: string): boolean => /^(?:UTC)?[+-]\d{2}:\d{2}$/.test(text);

const isName = (text: string): boolean => !isNumber(text) && !isAddress(text);
const continents = new Set(["AF", "AN", "AS", "EU", "NA", "OC", "SA", "ZZ"]);

const fits: Record<Cell, (text: string) => boolean> = {
  network: isAddress,
  first: isAddress,
  last: isAddress,
  location: isNumber,
  country: (text) => isNothing(text) || isCountry(text.toUpperCase()),
  continent: (text) => continents.has(text),
  "country name": (text) => text === "-" || (text.length > 2 && isName(text)),
  region: isName,
  "second region": isName,
  city: isName,
  latitude: (text) => text === "" || isDegrees(text, 90),
  longitude: (text) => text === "" || isDegrees(text, 180),
  timezone: (text) => text === "" || isZoneName(text),
  offset: (text) => text === "-" || isOffset(text),
  postcode: (text) => text.length <= 30 && !isZoneName(text),
};

/** Why a row is not of the layout; undefined when every cell of it is. */
export function misfit(
  { cells }: GeoLayout,
  row: { cells: readonly string[]; line: number },
): string | undefined {
  if (row.cells.length !== cells.length)
    return `line ${row.line} has ${row.cells.length} columns, not ${cells.length}`;
  const at = cells.findIndex((cell, index) => !fits[cell](row.cells[index]!));
  return at < 0 ? undefined : `in line ${row.line}, column ${at + 1} is no ${cells[at]}`;
}
