import { describe, expect, test } from "@jest/globals";
import { format, summary } from "../../../scripts/query/format.ts";
import { printable } from "../../../scripts/terminal.ts";

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

test.each([
  { more: {}, says: "2 rows in 0.13 s" },
  { more: { scannedBytes: 0 }, says: "2 rows in 0.13 s, 0 B scanned, about $0.0001" },
  { more: { scannedBytes: 123_456 }, says: "2 rows in 0.13 s, 123.5 kB scanned, about $0.0001" },
  { more: { scannedBytes: 3.2e12 }, says: "2 rows in 0.13 s, 3.2 TB scanned, about $16.0000" },
  { more: { cut: true }, says: "the first 2 rows in 0.13 s; --limit N for more" },
])("$says", ({ more, says }) => {
  expect(summary({ ...result, ...more })).toBe(says);
});

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

  const withText = (text: unknown, type = "VARCHAR") => ({
    columns: [{ name: "text", type }],
    rows: [[text]],
    seconds: 0,
  });

  test.each([
    {
      description: "a formula",
      text: '=HYPERLINK("http://a.b","c")',
      cell: `"'=HYPERLINK(""http://a.b"",""c"")"`,
    },
    { description: "an addition", text: "+1", cell: "'+1" },
    { description: "a subtraction", text: "-1+cmd|' /C calc'!A0", cell: "'-1+cmd|' /C calc'!A0" },
    { description: "a function of old", text: "@SUM(A1)", cell: "'@SUM(A1)" },
    { description: "a tab", text: "\t=1", cell: "'\t=1" },
    { description: "a line end", text: "\r=1", cell: `"'\r=1"` },
    { description: "a full-width sign", text: "＝1", cell: "'＝1" },
    { description: "a sign further on", text: "a=1", cell: "a=1" },
    { description: "a number among texts", text: -1, cell: "-1" },
    { description: "a list", text: ["=1"], cell: '"[""=1""]"' },
  ])("as CSV, $description is text to a spreadsheet", ({ text, cell }) => {
    expect(format(withText(text), "csv")).toBe(`text\r\n${cell}\r\n`);
  });

  test.each(["BIGINT", "HUGEINT", "DOUBLE", "DECIMAL(38,2)", "integer", "decimal(10,2)"])(
    "as CSV, a number of a column of %s that comes as text stays a number",
    (type) => {
      expect(format(withText("-9007199254740993", type), "csv")).toBe("text\r\n-9007199254740993\r\n");
    },
  );

  test("as CSV, the name of a column is guarded, too", () => {
    const columns = [{ name: "=1+1", type: "INTEGER" }];
    expect(format({ columns, rows: [[2]], seconds: 0 }, "csv")).toBe("'=1+1\r\n2\r\n");
  });

  const hostile = "a\u001b[2J\u202eb\u0000\nc";

  test("as a table, nothing commands the terminal", () => {
    const [, , row] = format(withText(hostile), "table").split("\n");
    expect(row).toBe("a�[2J�b� c");
    const columns = [{ name: hostile, type: "INTEGER" }];
    expect(format({ columns, rows: [], seconds: 0 }, "table").split("\n")[0]).toBe("a�[2J�b� c");
  });

  test("as JSON, the value is what it is", () => {
    const json = format(withText(hostile), "json");
    expect(JSON.parse(json)).toEqual([{ text: hostile }]);
    expect(printable(json)).toBe(json);
  });

  test("as JSON objects", () => {
    expect(JSON.parse(format(result, "json"))).toEqual([
      { page: "/home", views: 12, tags: null },
      { page: '/a,"b"', views: 3, tags: { k: "v" } },
    ]);
  });
});
