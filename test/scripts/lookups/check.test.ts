import { describe, expect, test } from "@jest/globals";
import { checkRows, counted, linesOf } from "../../../scripts/lookups/check.ts";
import type { RowReport } from "../../../scripts/lookups/row-report.ts";

/** Rows of which some are rejected or left out. */
const rows = (loaded: number, rejected: number, leftOut = 0) =>
  async function* (report: RowReport) {
    for (let row = 0; row < loaded + rejected + leftOut; row += 1) {
      report.rows += 1;
      if (row < rejected) report.reject("it is bad", report.rows, "x");
      else if (row < rejected + leftOut) report.leaveOut("it is nowhere", report.rows);
      else yield row;
    }
  };

describe("checkRows", () => {
  test.each([
    { loaded: 1, rejected: 0 },
    { loaded: 2, rejected: 2 },
    { loaded: 1, rejected: 1, leftOut: 90 },
  ])("takes $loaded good and $rejected bad", async ({ loaded, rejected, leftOut = 0 }) => {
    const report = await checkRows("a.csv", rows(loaded, rejected, leftOut));
    expect(report.loaded).toBe(loaded);
  });

  test("refuses a file of which more than half is bad, with the reasons", async () => {
    await expect(checkRows("a.csv", rows(2, 3))).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(
        /^a\.csv is refused, since 3 of its 5 rows are rejected; nothing was written.*\n {2}3 rows rejected: it is bad \(line 1: "x", /,
      ),
    });
  });

  test.each([[0], [3]])("refuses a file without a row to load, %i left out", async (leftOut) => {
    await expect(checkRows("a.csv", rows(0, 0, leftOut))).rejects.toThrow(/^a\.csv has no row that could be/);
  });

  test("tells how far it is", async () => {
    const seen: number[] = [];
    await checkRows("a.csv", rows(3, 0), (count) => seen.push(count));
    expect(seen).toEqual([1, 2, 3]);
  });
});

test("what is told of a file adds up", async () => {
  const report = await checkRows("a.csv", rows(4, 1, 2));
  expect(linesOf("a.csv", "something", report)).toEqual([
    "a.csv, read as something: 7 rows, 4 loaded, 2 left out, 1 rejected.",
    "  2 rows left out: it is nowhere (line 2, line 3)",
    '  1 row rejected: it is bad (line 1: "x")',
  ]);
});

test.each([
  [0, "0 keys"],
  [1, "1 key"],
  [1_234, "1,234 keys"],
])("counted(%i)", (count, text) => {
  expect(counted(count, "key")).toBe(text);
});
