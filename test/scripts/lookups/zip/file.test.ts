import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { RowReport } from "../../../../scripts/lookups/row-report.ts";
import { zipRows } from "../../../../scripts/lookups/zip/file.ts";
import { all, lookUpFiles } from "../files.ts";

let files: ReturnType<typeof lookUpFiles>;
let report: RowReport;
beforeEach(() => {
  files = lookUpFiles();
  report = new RowReport();
});
afterEach(() => files.remove());

const rowsOf = (path: string) => all(zipRows(path, report));
const HEADER = "zip,state,population,median_income";
const boston = { code: "02108", area: { state: "MA", population: 4_500, median_income: 124_000 } };

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
    ["variables of the census", "GEO_ID,NAME,state,B01003_001E,B19013_001E", "86000US02108,x,MA,4500,124000"],
    ["a country", `${HEADER},country`, "02108,MA,4500,124000,US"],
    ["no country in its column", `${HEADER},country`, "02108,MA,4500,124000,"],
  ])("with %s are read", async (_what, header, row) => {
    expect(await rowsOf(files.write("zip.csv", header, row))).toEqual([boston]);
  });

  test("of the census have a second line of names, which is no row", async () => {
    const path = files.write(
      "zip.csv",
      "GEO_ID,state,B01003_001E,B19013_001E",
      "Geography,State,Estimate!!Total,Estimate!!Median household income in the past 12 months",
      "8600000US02108,MA,4500,124000",
    );
    expect(await rowsOf(path)).toEqual([boston]);
    expect(report).toMatchObject({ rows: 1, loaded: 1 });
  });

  test("tell how many zip codes were brought to five digits, with the first of them", async () => {
    const codes = ["501", "10001.0", "86000US00601", "1001", "10002"];
    const rows = await rowsOf(files.write("zip.csv", HEADER, ...codes.map((code) => `${code},NY,1,1`)));
    expect(rows.map(({ code }) => code)).toEqual(["00501", "10001", "00601", "01001", "10002"]);
    expect(report.lines()).toEqual([
      "4 rows: zip code brought to five digits (501 → 00501 in line 2, 10001.0 → 10001 in line 3, 86000US00601 → 00601 in line 4, …)",
    ]);
  });

  test("tell of a zip code that comes again with other figures", async () => {
    const path = files.write("zip.csv", HEADER, "501,NY,1,1", "00501,NY,1,1", "00501,NY,2,1");
    expect((await rowsOf(path)).at(-1)!.area.population).toBe(2);
    expect(report.lines()[1]).toBe(
      "1 row: its zip code stands in an earlier row with other figures; the last row counts (00501 of line 3 again in line 4)",
    );
  });

  test("tell of a figure that is a bound", async () => {
    const path = files.write("zip.csv", HEADER, '10001,NY,1,"250,000+"');
    expect((await rowsOf(path))[0]!.area.median_income).toBe(250_000);
    expect(report.lines()).toEqual([
      "1 row: median income beyond what the census tells, loaded as the bound (250,000+ in line 2)",
    ]);
  });

  test.each([
    ["no code", ",MA,1,1", "its zip code is not one of five digits"],
    ["letters", "ABCDE,MA,1,1", "its zip code is not one of five digits"],
    ["no state", "02108,,1,1", "its state is empty"],
    ["half an inhabitant", "02108,MA,0.5,1", "its population is not a whole number"],
    ["about so many inhabitants", "02108,MA,100+,1", "its population is not a whole number"],
    ["an income below nothing", "02108,MA,1,-5", "its median income is not a number from 0"],
  ])("a row with %s is rejected", async (_what, row, reason) => {
    expect(await rowsOf(files.write("zip.csv", HEADER, row, "10001,NY,1,1"))).toHaveLength(1);
    expect(report.lines()).toEqual([
      expect.stringMatching(new RegExp(`^1 row rejected: ${reason}.*\\(line 2: ".*"\\)$`)),
    ]);
  });

  test("a row of another country is rejected, whatever its code looks like", async () => {
    const path = files.write("zip.csv", `${HEADER},country_code`, "10115,BE,1,1,DE", "00601,PR,1,1,PR");
    expect(await rowsOf(path)).toHaveLength(1);
    expect(report.lines()).toContain('1 row rejected: it is not in the United States (line 2: "DE")');
  });

  test.each([
    ["no population", "02108,MA,,1", "it has no population"],
    ["the census' mark for no figure", "02108,MA,1,-666666666", "it has no median income"],
    ["a dash", "02108,MA,1,-", "it has no median income"],
    ["a row that is cut short", "02108,MA,1", "it has no median income"],
  ])("a row with %s is left out", async (_what, row, reason) => {
    expect(await rowsOf(files.write("zip.csv", HEADER, row, "10001,NY,1,1"))).toHaveLength(1);
    expect(report.lines()).toEqual([`1 row left out: ${reason} (line 2)`]);
  });

  test("without a column that is needed are refused with the names it may have", async () => {
    await expect(rowsOf(files.write("zip.csv", "zip,state,population", "1,NY,1"))).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(
        /no column median_income \(or median_household_income, .*and is "zip,state,population"/,
      ),
    });
  });
});
