import type { ZipArea } from "../../../shared/redis/facts.ts";
import { lookUpStep } from "../step.ts";

/** Who lives where the postal code is. */
export const zip = lookUpStep("zip", {
  reads: "zip_code",
  table: "zip",
  of: ({ state, population, median_income }: ZipArea) => ({
    zip_state: state,
    zip_population: population,
    zip_median_income: median_income,
  }),
});
