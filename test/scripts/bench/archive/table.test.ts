import { expect, test } from "@jest/globals";
import { archiveTable, beside } from "../../../../scripts/bench/archive/table.ts";

const of = (query: string, days: number, files: number) => ({
  query,
  days,
  files,
  bytes: files * 1e6,
  seconds: files / 10,
});

test("both measures of a query and a period stand side by side", () => {
  const queries = beside(
    [of("funnel", 1, 24), of("funnel", 30, 720)],
    [of("funnel", 1, 1), of("funnel", 30, 30)],
  );
  const filled = { events: 1000, files: 720, bytes: 5e6, first: "2026-03-01", last: "2026-03-30" };
  expect(
    archiveTable({ filled, curatedIn: 12.4, queries }),
  ).toBe(`1000 events, 720 files, 5.0 MB; curated in 12 s

                        landed alone                with the curated tables
query              days    files        MB        s    files        MB        s
funnel                1       24      24.0     2.40        1       1.0     0.10
funnel               30      720     720.0    72.00       30      30.0     3.00
`);
});

test.each([
  ["another query", of("sessions", 1, 1), "funnel of 1 days stands beside sessions of 1 days"],
  ["another period", of("funnel", 30, 1), "funnel of 1 days stands beside funnel of 30 days"],
])("figures of %s are not taken for the same", (_what, after, message) => {
  expect(() => beside([of("funnel", 1, 1)], [after])).toThrow(message);
});
