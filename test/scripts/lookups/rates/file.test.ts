import { afterAll, describe, expect, test } from "@jest/globals";
import { type RateRow, rateRows } from "../../../../scripts/lookups/rates/file.ts";
import { RowReport } from "../../../../scripts/lookups/row-report.ts";
import { dayNumberAt } from "../../../../shared/event/calendar.ts";
import { all, lookUpFiles } from "../files.ts";

const files = lookUpFiles();
afterAll(() => files.remove());

async function read(path: string, base?: string): Promise<{ rows: RateRow[]; lines: string[] }> {
  const report = new RowReport();
  const rows = await all(rateRows(path, base, report));
  return { rows, lines: report.lines() };
}

const day = (text: string): number => dayNumberAt(Date.parse(text));

describe("rows of a file of rates", () => {
  test("are read from CSV, in any order of its columns, with the base named once", async () => {
    const path = files.write("a.csv", "Rate,Currency,Day", "0.92,USD,2026-03-04", "1,eur,2026-03-04");
    expect(await read(path, "EUR")).toEqual({
      rows: [
        { currency: "USD", day: day("2026-03-04"), rate: 0.92, base: "EUR" },
        { currency: "EUR", day: day("2026-03-04"), rate: 1, base: "EUR" },
      ],
      lines: [],
    });
  });

  test("are read from JSON lines, with the base in the file", async () => {
    const path = files.write(
      "a.ndjson.gz",
      '{"date":"2026-03-04","currency":"JPY","rate":0.00620000000000000000001,"base":"EUR"}',
      '{"date":"2026-03-05","currency":"JPY","rate":"0.0063"}',
    );
    expect((await read(path)).rows).toEqual([
      { currency: "JPY", day: day("2026-03-04"), rate: 0.0062, base: "EUR" },
      { currency: "JPY", day: day("2026-03-05"), rate: 0.0063, base: "EUR" },
    ]);
  });

  test.each([
    ["no day", "2026-02-30,USD,0.92", "its day is no YYYY-MM-DD from 1995 to 2099"],
    ["a day in another form", "04.03.2026,USD,0.92", "its day is no YYYY-MM-DD"],
    ["a mistyped year", "20260-03-04,USD,0.92", "its day is no YYYY-MM-DD"],
    ["a year of the far future", "2926-03-04,USD,0.92", "its day is no YYYY-MM-DD"],
    ["no currency", "2026-03-04,dollar,0.92", "its currency is no ISO 4217 code"],
    ["no rate", "2026-03-04,USD,", "its rate is not a number above 0"],
    ["a rate of 0", "2026-03-04,USD,0", "its rate is not a number above 0"],
    ["a rate below 0", "2026-03-04,USD,-1", "its rate is not a number above 0"],
    ["a rate with a comma", '2026-03-04,USD,"0,92"', "its rate is not a number above 0"],
    ["an absurd rate", "2026-03-04,USD,1e10", "its rate is not a number above 0, at most"],
    ["a base that is not worth 1", "2026-03-04,EUR,0.5", "the rate of the base currency is not 1"],
  ])("are rejected with a reason: %s", async (_what, row, reason) => {
    const path = files.write("b.csv", "day,currency,rate", row);
    const { rows, lines } = await read(path, "EUR");
    expect(rows).toEqual([]);
    expect(lines).toEqual([expect.stringContaining(reason)]);
  });

  test.each([
    ["without a base", undefined, "2026-03-04,USD,0.92,", "it has no base: name it with --base"],
    ["with a base that is none", undefined, "2026-03-04,USD,0.92,euro", "its base is no ISO 4217 code"],
    ["of another base", "EUR", "2026-03-04,USD,1.2,CHF", "its base is not EUR, as that of the others"],
  ])("are rejected %s", async (_what, base, row, reason) => {
    const path = files.write("c.csv", "day,currency,rate,base", row);
    expect((await read(path, base)).lines).toEqual([expect.stringContaining(reason)]);
  });

  test("of two bases are those of the first", async () => {
    const path = files.write(
      "d.csv",
      "day,currency,rate,base",
      "2026-03-04,USD,0.9,EUR",
      "2026-03-04,USD,1.1,CHF",
    );
    const { rows, lines } = await read(path);
    expect(rows).toHaveLength(1);
    expect(lines).toEqual([expect.stringContaining("its base is not EUR")]);
  });

  test("that come twice with other rates are told", async () => {
    const path = files.write(
      "e.csv",
      "day,currency,rate",
      "2026-03-04,USD,0.9",
      "2026-03-04,USD,0.9",
      "2026-03-04,USD,0.8",
    );
    const { rows, lines } = await read(path, "EUR");
    expect(rows.at(-1)).toMatchObject({ rate: 0.8 });
    expect(lines).toEqual([
      expect.stringContaining("the last row counts (USD of 2026-03-04 of line 3 again in line 4)"),
    ]);
  });

  test("need their columns", async () => {
    const path = files.write("f.csv", "day,curency,rate", "2026-03-04,USD,0.9");
    await expect(read(path, "EUR")).rejects.toThrow('has no column currency; did you mean "curency"?');
  });
});
