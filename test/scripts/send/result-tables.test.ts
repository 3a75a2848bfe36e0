import { describe, expect, test } from "@jest/globals";
import { rowsOfResult } from "../../../scripts/send/result-tables.ts";

const columns = [
  { name: "id", type: "keyword" },
  { name: "n", type: "long" },
];
const cells = [
  ["a", 1],
  ["b", null],
];
const rows = [
  { id: "a", n: 1 },
  { id: "b", n: null },
];

describe("the rows of a query's result", () => {
  test.each([
    { description: "SQL of Elasticsearch", value: { columns, rows: cells } },
    { description: "ES|QL", value: { took: 3, columns, values: cells } },
    { description: "Trino", value: { id: "q", columns, data: cells, stats: {} } },
    { description: "PostHog", value: { columns: ["id", "n"], results: cells, hasMore: false } },
    { description: "ClickHouse, JSONCompact", value: { meta: columns, data: cells, rows: 2 } },
    { description: "ClickHouse, JSON", value: { meta: columns, data: rows, rows: 2, statistics: {} } },
    { description: "Snowflake", value: { resultSetMetaData: { rowType: columns }, data: cells } },
  ])("$description", ({ value }) => {
    expect(rowsOfResult(value)).toEqual(rows);
  });

  test.each([
    { description: "columns without names", value: { columns: [1, 2], rows: cells } },
    { description: "a row that is longer than the names", value: { columns, rows: [["a", 1, 2]] } },
    { description: "a row that is no row", value: { columns, rows: ["a"] } },
    { description: "names without rows", value: { columns, data: 5 } },
    { description: "an event with a list of its own", value: { data: cells } },
  ])("none of $description", ({ value }) => {
    expect(rowsOfResult(value)).toBeUndefined();
  });
});
