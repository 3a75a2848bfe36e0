import { describe, expect, test } from "@jest/globals";
import { queryOptions, usage } from "../../../scripts/query/options.ts";
import { queryParameters } from "../../../shared/queries/parameters.ts";

test("the help names every parameter", () => {
  for (const name of Object.keys(queryParameters)) expect(usage).toContain(`--${name} `);
});

test("parameters are those that are given, and a table has its bound", () => {
  expect(queryOptions(["funnel", "--since", "2026-11-01", "--source", "web"])).toEqual({
    asked: "funnel",
    values: { since: "2026-11-01", source: "web" },
    help: false,
    list: false,
    format: "table",
    data: ".data",
    limit: 1000,
  });
});

test.each([
  ["--format", "csv"],
  ["--out", "rows.csv"],
])("all rows go to %s %s", (...args) => {
  expect(queryOptions(["funnel", ...args]).limit).toBeUndefined();
  expect(queryOptions(["funnel", "--limit", "7", ...args]).limit).toBe(7);
});

describe("a wrong command line is refused with a sentence", () => {
  test.each([
    { args: [], says: "Name one query" },
    { args: ["funnel", "sessions"], says: "Name one query" },
    { args: ["funnel", "--sql", "select 1"], says: "Name one query" },
    { args: ["funnel", "--limit", "0"], says: "--limit 0: expected a number of rows, 1 or more." },
    { args: ["funnel", "--limit", "many"], says: "--limit many" },
    { args: ["funnel", "--out", "rows.xls"], says: "the file must end in .csv, .json, .parquet" },
    { args: ["funnel", "--format", "xml"], says: "--format xml: expected table, csv, json." },
    { args: ["funnel", "--sicne", "2026-11-01"], says: "--sicne" },
  ])("$args", ({ args, says }) => {
    expect(() => queryOptions(args)).toThrow(says);
  });
});
