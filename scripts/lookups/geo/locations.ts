import { UserError } from "../../user-error.ts";
import { columnsIn, csvRows } from "../csv.ts";

/** A place without its coordinates, which GeoLite2 keeps with the blocks. */
export interface Location {
  country: string;
  region: string;
  city: string;
  timezone: string;
}

const names = {
  id: ["geoname_id"],
  country: ["country_iso_code"],
  region: ["subdivision_1_name"],
  city: ["city_name"],
  timezone: ["time_zone"],
};

/** Reads a GeoLite2 locations file, about 120,000 rows. Throws `UserError` on a file of another kind. */
export async function readLocations(path: string): Promise<Map<string, Location>> {
  const locations = new Map<string, Location>();
  let columns: Partial<Record<keyof typeof names, number>> | undefined;
  for await (const { cells } of csvRows(path)) {
    if (columns === undefined) {
      columns = columnsIn(cells, names);
      if (columns.id === undefined || columns.country === undefined)
        throw new UserError(
          `${path} is no GeoLite2 locations file: it lacks geoname_id or country_iso_code.`,
        );
      continue;
    }
    const at = (name: keyof typeof names) => cells[columns?.[name] ?? -1] ?? "";
    locations.set(at("id"), {
      country: at("country"),
      region: at("region"),
      city: at("city"),
      timezone: at("timezone"),
    });
  }
  return locations;
}
