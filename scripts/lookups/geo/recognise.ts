import { UserError } from "../../user-error.ts";
import { type Columns, type CsvRow, columnsIn, csvRows } from "../csv.ts";
import { type GeoColumn, type GeoLayout, geoLayouts, isDegrees, misfit } from "./layouts.ts";
import { isAddress } from "./range.ts";

/** How the rows of a file are read. */
export interface GeoShape {
  /** For a person: what the file was taken for. */
  kind: string;
  columns: Columns<GeoColumn>;
  /** Whether the first row is one of names. */
  header: boolean;
  /** Cells of every row, where the layout says how many. */
  cells: number | undefined;
}

const names: Record<GeoColumn, readonly string[]> = {
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

/** Rows that a layout without a header is recognised by. */
const SAMPLE = 20;

/**
 * Finds out how a file is to be read: by the names in its first line, by the layout that the person names, or by what
 * stands in its first rows if that fits one layout alone. Throws `UserError` on a file of another kind.
 */
export async function recognise(path: string, format: GeoLayout | undefined): Promise<GeoShape> {
  const rows = await firstRows(path);
  const [first] = rows;
  if (first === undefined) throw new UserError(`${path} is empty.`);
  const header = !first.cells.some((cell) => isAddress(cell.split("/")[0]!) || isDegrees(cell, 180));
  if (format !== undefined) return shapeOf(format, header);
  if (header) return named(path, first.cells);
  // Not all of them need fit, since a row may be broken; where most do in every cell, they are of the layout.
  const fitting = geoLayouts.filter((layout) => misfits(layout, rows).length * 2 <= rows.length);
  if (fitting.length === 1) return shapeOf(fitting[0]!, false);
  throw new UserError(fitting.length === 0 ? unknown(path, rows) : ambiguous(path, fitting));
}

const misfits = (layout: GeoLayout, rows: readonly CsvRow[]): string[] =>
  rows.map((row) => misfit(layout, row)).filter((reason) => reason !== undefined);

async function firstRows(path: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of csvRows(path)) {
    rows.push(row);
    if (rows.length === SAMPLE) break;
  }
  return rows;
}

const shapeOf = ({ title, cells }: GeoLayout, header: boolean): GeoShape => ({
  kind: title,
  header,
  cells: cells.length,
  columns: Object.fromEntries(cells.flatMap((cell, at) => (cell in names ? [[cell, at]] : []))),
});

function named(path: string, header: readonly string[]): GeoShape {
  const columns = columnsIn(header, names);
  const ranges = columns.network !== undefined || (columns.first !== undefined && columns.last !== undefined);
  if (!ranges || (columns.country === undefined && columns.location === undefined))
    throw new UserError(
      `${path} has no columns of addresses and countries that are known; its first line is ${shown(header)}. ${understood}`,
    );
  const kind = columns.country === undefined ? "GeoLite2 blocks" : "ranges with the names of its first line";
  return { kind, header: true, cells: undefined, columns };
}

const understood = [
  "Understood are files with names in their first line (network, or start and end; country_code, region, city,",
  "latitude, longitude, timezone), as GeoLite2 and IPinfo have them, and without names these layouts:",
  `${geoLayouts.map(({ name }) => name).join(", ")}.`,
].join(" ");

function unknown(path: string, rows: readonly CsvRow[]): string {
  const count = rows[0]!.cells.length;
  const near = geoLayouts
    .filter(({ cells }) => cells.length === count)
    .map((layout) => `It is not ${layout.name}: ${misfits(layout, rows)[0]}. `);
  return `${path} has no names in its first line, and its ${count} columns fit no layout that is known. ${near.join("")}${understood} Put names into its first line, or say with --format which layout it is.`;
}

const ambiguous = (path: string, fitting: readonly GeoLayout[]): string =>
  `${path} may be ${fitting.map(({ name }) => name).join(" or ")}: say which with --format.`;

const shown = (header: readonly string[]): string => {
  const text = header.join(",");
  return `"${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`;
};
