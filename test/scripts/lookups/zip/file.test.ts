import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Rejections } from "../../../../scripts/lookups/rejections.ts";
import { zipRows } from "../../../../scripts/lookups/zip/file.ts";
import { all, filesOf } from "../files.ts";

let files: ReturnType<typeof filesOf>;
let rejections: Rejections;
beforeEach(() => {
  files = filesOf();
  rejections = new Rejections();
});
afterEach(() => files.remove());

const rowsOf = (path: string) => all(zipRows(path, rejections));
const HEADER = "zip,state,population,median_income";

describe("zip files", () => {
  test.each([
    ["plain names", HEADER, "02108,MA,4500,124000"],
    [
      "names as people write them",
      "ZCTA5;State;Total Population;Median Household Income".replaceAll(";", ","),
      '02108,MA,"4,500","$124,000"',
    ],
    [
      "more columns in another order",
      "city,median_income,pop,state_id,zip code",
      "Boston,124000,4500,MA,02108",
    ],
  ])("with %s are read", async (_what, header, row) => {
    expect(await rowsOf(files.write("zip.csv", header, row))).toEqual([
      { code: "02108", area: { state: "MA", population: 4_500, median_income: 124_000 } },
    ]);
  });

  test.each([
    ["no code", ",MA,1,1", "its zip code is empty"],
    ["no state", "02108,,1,1", "its state is empty"],
    ["no population", "02108,MA,,1", "its population is not a whole number"],
    ["half an inhabitant", "02108,MA,0.5,1", "its population is not a whole number"],
    ["the census' mark for no figure", "02108,MA,1,-666666666", "its median income is not a number from 0"],
    ["a row that is cut short", "02108,MA,1", "its median income is not a number from 0"],
  ])("a row with %s is rejected", async (_what, row, reason) => {
    expect(await rowsOf(files.write("zip.csv", HEADER, row, "10001,NY,1,1"))).toHaveLength(1);
    expect(rejections.lines()).toEqual([expect.stringMatching(`^1 row: ${reason}.*\\(first in line 2\\)$`)]);
  });

  test("without a column that is needed are refused with the names it may have", async () => {
    await expect(rowsOf(files.write("zip.csv", "zip,state,population", "1,NY,1"))).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/no column median_income \(or median_household_income, /),
    });
  });
});
