import { UserError } from "../../user-error.ts";
import { type Columns, columnsIn } from "../csv.ts";

/** Names that a column may have; those of the census are its variables. */
const names = {
  code: [
    "zip",
    "zip_code",
    "zipcode",
    "zip5",
    "zcta",
    "zcta5",
    "zcta5ce20",
    "zcta5ce10",
    "postal_code",
    "postcode",
    "code",
    "zip_code_tabulation_area",
    "geo_id2",
    "geo_id",
    "geoid",
    "geography",
  ],
  state: ["state", "state_id", "state_code", "state_abbr", "st", "usps", "region"],
  population: [
    "population",
    "total_population",
    "pop",
    "irs_estimated_population",
    "b01003_001e",
    "s0101_c01_001e",
    "dp05_0001e",
  ],
  income: [
    "median_income",
    "median_household_income",
    "household_median_income",
    "income_household_median",
    "income",
    "b19013_001e",
    "s1903_c03_001e",
    "dp03_0062e",
  ],
  country: ["country", "country_code", "country_iso", "country_iso_code"],
};

export type ZipColumn = keyof typeof names;

const needed = ["code", "state", "population", "income"] as const;

/** Finds the columns by the first line of a file. Throws `UserError` when one that is needed is missing. */
export function zipColumns(path: string, header: readonly string[]): Columns<ZipColumn> {
  const columns = columnsIn(header, names);
  for (const name of needed) {
    const [first, ...others] = names[name];
    if (columns[name] === undefined)
      throw new UserError(
        `${path} has no column ${first} (or ${others.join(", ")}); its first line must have the names of its columns, and is "${header.join(",").slice(0, 200)}".`,
      );
  }
  return columns;
}

/** The census repeats the names below in words: Geography, Estimate!!Total. */
export const isDescription = (cells: readonly string[]): boolean =>
  cells.some((cell) => cell.includes("!!") || /^(?:geography|geographic area name)$/i.test(cell));
