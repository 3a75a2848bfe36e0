import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { RowReport } from "../../../../scripts/lookups/row-report.ts";
import { type TableRow, tableRows } from "../../../../scripts/lookups/table/file.ts";
import { count, flag, long, real, text, utc } from "../../../../shared/event/fields.ts";
import { type CustomTable, keyTable, rangeTable } from "../../../../shared/steps/table.ts";
import { lookUpFiles } from "../files.ts";

const values = {
  label: text("A label", 8),
  stock: count("In stock"),
  serial: long("A whole number"),
  price: real("A price"),
  on_sale: flag("Whether it is sold"),
  since: utc("Since when"),
};
const goods = keyTable("goods", { description: "goods", key: "code", values });
const networks = rangeTable("networks", { description: "networks", values });
const files = lookUpFiles();
afterAll(files.remove);

function file(name: string, content: string | Buffer): string {
  writeFileSync(files.path(name), content);
  return files.path(name);
}

async function read(table: CustomTable, name: string, content: string | Buffer) {
  const report = new RowReport();
  const rows: TableRow[] = [];
  for await (const row of tableRows(table, file(name, content), report)) rows.push(row);
  return { rows, report, lines: report.lines() };
}
const cells = async (column: string, ...written: string[]) => {
  const { rows } = await read(
    goods,
    "goods.csv",
    [`code,${column}`, ...written.map((cell, at) => `${at},${cell}`)].join("\n"),
  );
  return written.map((_, at) => rows.find((row) => "key" in row && row.key === `${at}`)?.values[column]);
};

describe("a file of a table of one's own", () => {
  test("is CSV whose names are told in any spelling, or JSON a line; either in gzip", async () => {
    const row = { key: "a", values: { label: "A, b", price: 1.5, on_sale: true } };
    const csv = '\uFEFFCode,Label,Price,On sale\na,"A, b",1.50,TRUE\n';
    const json = '\uFEFF{"code":"a","label":"A, b","price":"1.50","On-Sale":true}\r\n\n';
    for (const [name, content] of [
      ["goods.csv", csv],
      ["goods.csv.gz", gzipSync(csv)],
      ["goods.ndjson", json],
      ["goods.jsonl.gz", gzipSync(json)],
    ] as const)
      expect([name, (await read(goods, name, content)).rows]).toEqual([name, [row]]);
  });

  test.each([
    ["label", ["x", "", "12345678", "123456789"], ["x", undefined, "12345678", undefined]],
    [
      "stock",
      ["7", "0", "-1", "7.0", "7.5", "many", "1e3"],
      [7, 0, undefined, 7, undefined, undefined, undefined],
    ],
    ["serial", ["-7", "9007199254740991", "9007199254740992"], [-7, 9007199254740991, undefined]],
    [
      "price",
      ["1", "-.5", "2e3", "1.", "$1", "Infinity", "0x10"],
      [1, -0.5, 2000, 1, undefined, undefined, undefined],
    ],
    ["on_sale", ["true", "False", "1", "0", "yes"], [true, false, true, false, undefined]],
    [
      "since",
      ["2026-03-04T10:00:00+01:00", "2026-03-04", "1772615000000", "yesterday"],
      ["2026-03-04T09:00:00.000Z", "2026-03-04T00:00:00.000Z", "2026-03-04T09:03:20.000Z", undefined],
    ],
  ])("has its cells read by the kind of their field: %s", async (column, written, expected) => {
    expect(await cells(column, ...written)).toEqual(expected);
  });

  test("says of each row that is not loaded where it stands, and why", async () => {
    const { rows, lines, report } = await read(
      goods,
      "goods.csv",
      "code,label,stock,colour\na,A,1,red\nb,B,few,\n,C,1,\nd,,,blue\ne,E\n",
    );
    expect(rows).toEqual([{ key: "a", values: { label: "A", stock: 1 } }]);
    expect(lines.toSorted()).toEqual([
      "1 row left out: it has no value beside its key (line 5)",
      '1 row rejected: it has not the 4 cells of the first line (line 6: "2")',
      '1 row rejected: its code is empty, or longer than 2048 characters (line 4: "")',
      '1 row rejected: its stock is not a whole number, 0 or more (line 3: "few")',
      '1 row: the table has no "colour", which is passed over (line 2)',
    ]);
    expect([report.rows, report.loaded]).toEqual([5, 1]);
  });

  test("of JSON lines says the same, and keeps all digits of a number", async () => {
    const { rows, lines } = await read(
      goods,
      "goods.ndjson",
      '{"code":"z"}\n{"code":5,"label":6}\n[1]\n{"code":"c","labl":"C"}\n{"code":12345678901234567890,"label":"x"}\n{"code":"e","label":{"a":1}}\n{"code":"f","label":null,"stock":1}\n{"code":[1],"stock":1}',
    );
    expect(rows).toEqual([
      { key: "5", values: { label: "6" } },
      { key: "12345678901234567890", values: { label: "x" } },
      { key: "f", values: { stock: 1 } },
    ]);
    expect(lines.toSorted()).toEqual([
      '1 row rejected: it is no JSON object on one line (line 3: "[1]")',
      '1 row rejected: its code is no text, nor a number (line 8: "[1]")',
      '1 row rejected: its label is a list or an object (line 6: "{"a":1}")',
      '1 row: the table has no "labl", which is passed over; did you mean "label"? (line 4)',
      "2 rows left out: it has no value beside its key (line 1, line 4)",
    ]);
  });

  test("of which two rows have one key says which counts", async () => {
    const { rows, lines } = await read(goods, "goods.csv", "code,label\na,A\na,B\na,B\n");
    expect(rows).toHaveLength(3);
    expect(lines).toEqual([
      "1 row: its key stands in an earlier row with other values; the last row counts (a of line 2 again in line 3)",
    ]);
  });

  test("of ranges has networks, or first and last addresses", async () => {
    const { rows, lines } = await read(
      networks,
      "networks.csv",
      "network,start,end,label\n198.18.0.0/24,,,one\n,198.18.1.0,198.18.1.9,two\n198.18.0.1/24,,,three\n,198.18.9.9,198.18.1.0,four\n",
    );
    expect(rows).toMatchObject([
      { range: { family: 4, first: [0xc612, 0], last: [0xc612, 0xff] }, values: { label: "one" } },
      { range: { family: 4, first: [0xc612, 0x100], last: [0xc612, 0x109] }, values: { label: "two" } },
    ]);
    expect(lines.toSorted()).toEqual([
      '1 row rejected: the network has bits set behind its prefix (line 4: "198.18.0.1/24")',
      '1 row rejected: the range ends before it begins (line 5: "198.18.9.9-198.18.1.0")',
    ]);
  });

  test.each([
    ["has no key", goods, "label\nA\n", "has no column code. The table goods has code, label"],
    ["has its key misspelt", goods, "cod,label\na,A\n", 'no column code; did you mean "cod"?'],
    ["has no range", networks, "label\nA\n", "has no column network (or start and end)."],
    ["has no value", goods, "code,other\na,A\n", "has none of the values of its table."],
    ["has a name twice", goods, "code,label,Label\na,A,B\n", "two columns of the name label"],
  ] as const)("is refused where it %s", async (_what, table, content, sentence) => {
    await expect(read(table, "any.csv", content)).rejects.toThrow(sentence);
  });

  test("that is not there is refused, of either kind", async () => {
    for (const path of ["/nowhere/goods.csv", "/nowhere/goods.ndjson", "/nowhere/goods.ndjson.gz"])
      await expect(tableRows(goods, path, new RowReport()).next()).rejects.toThrow("there is no such file");
  });
});
