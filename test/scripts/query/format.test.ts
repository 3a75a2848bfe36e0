import { describe, expect, test } from "@jest/globals";
import { format } from "../../../scripts/query/format.ts";

const result = {
  columns: [
    { name: "page", type: "VARCHAR" },
    { name: "views", type: "BIGINT" },
    { name: "tags", type: "MAP(VARCHAR, VARCHAR)" },
  ],
  rows: [
    ["/home", 12, null],
    ['/a,"b"', 3, { k: "v" }],
  ],
  seconds: 0.125,
};

describe("format", () => {
  test("as a table, numbers to the right", () => {
    expect(format(result, "table")).toBe(
      [
        "page    views  tags",
        "──────  ─────  ─────────",
        "/home      12",
        '/a,"b"      3  {"k":"v"}',
        "",
        "2 rows in 0.13 s",
        "",
      ].join("\n"),
    );
  });

  test("cuts a cell that would break the table", () => {
    const long = format({ ...result, rows: [["x\n".repeat(100), 1, null]] }, "table");
    expect(Math.max(...long.split("\n").map((line) => line.length))).toBeLessThan(100);
  });

  test("as CSV that any reader takes", () => {
    expect(format(result, "csv")).toBe('page,views,tags\r\n/home,12,\r\n"/a,""b""",3,"{""k"":""v""}"\r\n');
  });

  test("as JSON objects", () => {
    expect(JSON.parse(format(result, "json"))).toEqual([
      { page: "/home", views: 12, tags: null },
      { page: '/a,"b"', views: 3, tags: { k: "v" } },
    ]);
  });
});
