import { UserError } from "../../user-error.ts";
import { type Columns, columnsIn, csvRows } from "../csv.ts";
import type { ZipRow } from "../load.ts";
import type { Rejections } from "../rejections.ts";

const names = {
  code: ["zip", "zip_code", "zipcode", "zcta", "zcta5", "postal_code", "postcode", "code"],
  state: ["state", "state_id", "state_code", "state_abbr", "st", "usps", "region"],
  population: ["population", "total_population", "pop", "irs_estimated_population"],
  income: [
    "median_income",
    "median_household_income",
    "household_median_income",
    "income_household_median",
    "income",
  ],
};

/** Longest zip code and state that an event takes. */
const LONGEST = { code: 16, state: 64 };

/** Rows of a zip file; what cannot be loaded goes to `rejections`. Throws `UserError` when a column is missing. */
export async function* zipRows(path: string, rejections: Rejections): AsyncGenerator<ZipRow> {
  let columns: Columns<keyof typeof names> | undefined;
  for await (const { cells, line } of csvRows(path)) {
    if (columns === undefined) {
      columns = zipColumns(path, cells);
      continue;
    }
    const row = zipRow((name) => cells[columns?.[name] ?? -1] ?? "");
    if (typeof row === "string") rejections.add(row, line);
    else yield row;
  }
}

function zipColumns(path: string, header: readonly string[]): Columns<keyof typeof names> {
  const columns = columnsIn(header, names);
  for (const [name, candidates] of Object.entries(names)) {
    if (columns[name as keyof typeof names] === undefined)
      throw new UserError(`${path} has no column ${candidates[0]} (or ${candidates.slice(1).join(", ")}).`);
  }
  return columns;
}

/** The row, or why it cannot be loaded. */
function zipRow(cell: (name: keyof typeof names) => string): ZipRow | string {
  const code = cell("code");
  const state = cell("state");
  const population = amount(cell("population"));
  const median_income = amount(cell("income"));
  if (code === "" || code.length > LONGEST.code)
    return `its zip code is empty or longer than ${LONGEST.code}`;
  if (state === "" || state.length > LONGEST.state || state.includes("\t"))
    return `its state is empty or longer than ${LONGEST.state}`;
  // The census writes −666666666 where it does not tell.
  if (population === undefined || !Number.isInteger(population))
    return "its population is not a whole number from 0";
  if (median_income === undefined) return "its median income is not a number from 0";
  return { code, area: { state, population, median_income } };
}

/** A number that may be written for people: $84,000. */
function amount(text: string): number | undefined {
  const value = Number(text.replace(/[$,\s]/g, ""));
  return text === "" || !(value >= 0) || value === Number.POSITIVE_INFINITY ? undefined : value;
}
