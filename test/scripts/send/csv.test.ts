import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { csvRecords } from "../../../scripts/send/csv.ts";
import { LONGEST_ROW } from "../../../scripts/send/csv-rows.ts";
import type { FileRecord } from "../../../scripts/send/records.ts";
import { allOf, inPieces } from "./pieces.ts";

const read = (content: string | Uint8Array, piece?: number): Promise<FileRecord[]> =>
  allOf(csvRecords(inPieces(content, piece), Buffer.from(content as string).toString(), "utf-8"));

/** Rows as they are seen in a test: their line, and their cells or what is wrong with them. */
const shown = (records: readonly FileRecord[]) =>
  records.map(({ line, row, fault }) => [line, ...(row?.cells ?? [fault!.errors[0]!.message])]);

describe("csvRecords: what stands before the names", () => {
  test("lines are those of the file", async () => {
    const records = await read("# made for you\nTitle,\n\na,b\n1,x\n");
    expect(shown(records)).toEqual([[5, "1", "x"]]);
    expect(records[0]!.row!.names).toEqual(["a", "b"]);
  });

  test("a title in another encoding is said, and not passed over by the wrong number of bytes", async () => {
    const content = Buffer.from("Auftr\xe4ge\na,b\n1,x\n2,y\n", "latin1");
    await expect(read(content)).rejects.toThrow(/first line/);
  });

  test.each([
    { description: "CloudFront", delimiter: "\t" },
    { description: "IIS", delimiter: " " },
  ])(
    "a log of $description has names in a directive, dashes for no value, and may begin anew",
    async ({ delimiter }) => {
      const line = (...cells: string[]) => `${cells.join(delimiter)}\n`;
      const fields = "#Fields: date c-ip cs(Referer)\n";
      const content = `#Version: 1.0\n${fields}${line("2026-11-20", "::1", "-")}${fields}${line("2026-11-21", "-", "b")}`;
      const records = await read(content);
      expect(shown(records)).toEqual([
        [3, "2026-11-20", "::1", ""],
        [5, "2026-11-21", "", "b"],
      ]);
      expect(records[0]!.row!.names).toEqual(["date", "c-ip", "cs(Referer)"]);
    },
  );
});

describe("csvRecords: lines", () => {
  const rows = [
    [2, "1", "x"],
    [3, "2", "y"],
    [4, "3", ""],
  ];

  test.each([
    { description: "LF", content: "a,b\n1,x\n2,y\n3,\n" },
    { description: "CR LF", content: "a,b\r\n1,x\r\n2,y\r\n3,\r\n" },
    { description: "CR", content: "a,b\r1,x\r2,y\r3,\r" },
    { description: "CR LF behind the names and LF behind rows", content: "a,b\r\n1,x\n2,y\n3,\n" },
    { description: "LF behind the names and CR LF behind rows", content: "a,b\n1,x\r\n2,y\r\n3," },
    { description: "each line with another end", content: "a,b\r1,x\n2,y\r\n3," },
  ])("$description, wherever the file is cut", async ({ content }) => {
    for (const piece of [1, 2, 3, 5, 100]) expect(shown(await read(content, piece))).toEqual(rows);
  });

  test.each([
    { description: "blanks", line: "  \t" },
    { description: "delimiters", line: "," },
    { description: "delimiters and blanks", line: " , " },
    { description: "the mark with which DOS ends a file", line: "\x1a" },
  ])("a line of nothing but $description is no row", async ({ line }) => {
    expect(shown(await read(`a,b\n1,x\n${line}\n2,y\n3,\n${line}`))).toEqual([
      rows[0],
      [4, "2", "y"],
      [5, "3", ""],
    ]);
  });

  test("rows that span lines begin where their first line is", async () => {
    const content = 'a,b\r\n\r\n1,"x\r\ny\nz"\r\n\n2,"""q"" w\nv"\n3,end';
    for (const piece of [1, 4, 100])
      expect(shown(await read(content, piece))).toEqual([
        [3, "1", "x\r\ny\nz"],
        [7, "2", '"q" w\nv'],
        [9, "3", "end"],
      ]);
  });

  test("any table comes back, and every row with its bytes, whatever ends its lines", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "ü", ",", '"', "\n", "\r", " ", "1") });
    const row = fc.tuple(
      cell,
      cell.map((text) => `.${text}`),
    );
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(row, fc.constantFrom("\n", "\r\n", "\r"))),
        fc.integer({ min: 1, max: 50 }),
        async (lines, piece) => {
          fc.pre(lines.length > 0);
          const texts = lines.map(([cells, end]) => [cells.map(quoted).join(","), end] as const);
          const records = await read(`n1,n2\n${texts.map((pair) => pair.join("")).join("")}`, piece);
          expect(records.map(({ row: { cells } = { cells: [] } }) => cells)).toEqual(
            lines.map(([cells]) => cells),
          );
          expect(records.map(({ bytes }) => bytes.toString())).toEqual(texts.map(([text]) => text));
        },
      ),
    );
  });
});

describe("csvRecords: columns", () => {
  test.each([
    {
      description: "names that come twice",
      header: "id,id,value,id_2,id",
      names: ["id", "id_3", "value", "id_2", "id_4"],
    },
    { description: "columns without a name", header: ",a,,", names: ["", "a", "_2", "_3"] },
    { description: "spaces around names", header: " a , b\t", names: ["a", "b"] },
    { description: "quoted names with other marks", header: '"a;b|c","d ""e"""', names: ["a;b|c", 'd "e"'] },
    { description: "semicolons", header: "a;b", names: ["a", "b"] },
    {
      description: "a comma within names",
      header: "id;price, net, EUR\n1;9,50",
      names: ["id", "price, net, EUR"],
    },
    { description: "the delimiter as Excel names it", header: "sep=;\r\na;b,c", names: ["a", "b,c"] },
    { description: "that one in quotes", header: '"sep=|"\na|b', names: ["a", "b"] },
    { description: "carets", header: "a^b", names: ["a", "b"] },
    { description: "Hive's delimiter", header: "a\x01b", names: ["a", "b"] },
    { description: "a single column", header: "id", names: ["id"] },
  ])("$description", async ({ header, names }) => {
    const [record] = await read(`${header}\n1\n`);
    expect(record!.row!.names).toEqual(names);
  });

  test("the line that names the delimiter counts as a line", async () => {
    expect(shown(await read("sep=;\r\na;b\r\n1;2"))).toEqual([[3, "1", "2"]]);
  });

  test.each([
    { description: "cells missing at its end", row: "1", cells: ["1"] },
    { description: "empty cells more", row: "1,2,,", cells: ["1", "2", "", ""] },
    { description: "a quote within a cell", row: '5" pipe,"a" b', cells: ['5" pipe', '"a" b'] },
  ])("a row with $description is a row", async ({ row, cells }) => {
    expect((await read(`a,b\n${row}\n`))[0]!.row!.cells).toEqual(cells);
  });

  test("a text that Excel is to take for no number is that text, however it is quoted", async () => {
    const [{ row }] = (await read('a,b,c,d\n="007","=""008""",="a""b",=1+1\n')) as [FileRecord];
    expect(row!.cells).toEqual(["007", "008", '="a""b"', "=1+1"]);
  });

  test.each([
    { description: "as they were", again: "a,b,a" },
    { description: "behind a byte order mark", again: "\ufeffa,b,a" },
    { description: "in quotes behind one", again: '\ufeff"a","b","a"' },
  ])("names that come again are no row, $description", async ({ again }) => {
    const records = await read(`a,b,a\n1,x,\n${again}\n2,y,\na,b,c\n`);
    expect(shown(records)).toEqual([
      [2, "1", "x", ""],
      [4, "2", "y", ""],
      [5, "a", "b", "c"],
    ]);
  });

  test("a row without any value is none", async () => {
    expect(shown(await read(",,\na,b\n,\n\n1,2\n,,,\n"))).toEqual([[5, "1", "2"]]);
  });
});

describe("csvRecords: dialects", () => {
  const cells = async (content: string, piece?: number) =>
    (await read(content, piece)).map(({ row, fault }) => row?.cells ?? fault!.errors[0]!.message);

  test("blanks behind all delimiters of the names belong to no cell, and quotes behind them are quotes", async () => {
    const content = 'a, b, c\n1, "x, y" , z \n2,w,"say ""hi"""\n';
    for (const piece of [1, 3, 100])
      expect(await cells(content, piece)).toEqual([
        ["1", "x, y", "z"],
        ["2", "w", 'say "hi"'],
      ]);
  });

  test("blanks behind some of them stay", async () => {
    expect(await cells("a, b,c\n1, x, y\n")).toEqual([["1", " x", " y"]]);
    expect(await cells("a\t b\n1\t x\n")).toEqual([["1", " x"]]);
  });

  test("a backslash before a quote within quotes makes it a quote, wherever the file is cut", async () => {
    const content =
      'a,b\n1,"{\\"plan\\":\\"pro\\",\\"n\\":1}"\n2,"say \\"hi\\", you\n and \\"you\\""\n"C:\\\\","\\"\\""\n3,"x\\ny"\n';
    for (const piece of [1, 2, 3, 5, 7, 1000]) {
      const records = await read(content, piece);
      expect(shown(records)).toEqual([
        [2, "1", '{"plan":"pro","n":1}'],
        [3, "2", 'say "hi", you\n and "you"'],
        [5, "C:\\\\", '""'],
        [6, "3", "x\\ny"],
      ]);
      expect(records[0]!.bytes.toString()).toBe('1,"{\\"plan\\":\\"pro\\",\\"n\\":1}"');
    }
  });

  test.each([
    { description: "quotes are doubled", content: 'a,b\n1,"say \\""hi\\"""\n', row: ["1", 'say \\"hi\\"'] },
    { description: "a cell ends with one", content: 'a,b\n"C:\\dir\\","x"\n', row: ["C:\\dir\\", "x"] },
    { description: "no cell is quoted", content: 'a,b\n5\\" pipe,x\n', row: ['5\\" pipe', "x"] },
  ])("a backslash stays one where $description", async ({ content, row }) => {
    expect(await cells(content)).toEqual([row]);
  });
});

describe("csvRecords: what is wrong costs itself only", () => {
  test("a row with more cells than names", async () => {
    const [good, bad, ...more] = await read("a,b\n1,2\n1,2,3\n4,5\n");
    expect(shown([good!, bad!, ...more])).toEqual([
      [2, "1", "2"],
      [3, "the row has 3 cells and the line of names 2"],
      [4, "4", "5"],
    ]);
    expect(bad!.bytes.toString()).toBe("1,2,3");
  });

  const UNCLOSED = "a quote opens in this row and does not close, or the row is too long";

  test.each([
    { description: "to the end of the file", content: 'a,b\n1,"2\n3,4\r\n5,6' },
    { description: "to the next such quote", content: 'a,b\n1,"2\n3,4\r\n5,6\n7,"8\n' },
  ])("a quote that opens and does not close, $description", async ({ content }) => {
    for (const piece of [1, 3, 100]) {
      const records = await read(content, piece);
      expect(shown(records).slice(0, 3)).toEqual([
        [2, UNCLOSED],
        [3, "3", "4"],
        [4, "5", "6"],
      ]);
      expect(records[0]!.bytes.toString()).toBe('1,"2');
    }
  });

  test("a quote that does not close within the longest row", async () => {
    const line = `3,${"x".repeat(96)}\n`;
    const lines = Math.ceil((LONGEST_ROW * 1.5) / line.length);
    const records = await read(`a,b\n1,"2\n${line.repeat(lines)}`);
    expect(records).toHaveLength(1 + lines);
    expect(records.filter(({ fault }) => fault !== undefined).map(({ line }) => line)).toEqual([2]);
  });

  test("so many such quotes that the file is something else", async () => {
    const reading = read(`a,b\n${'1,"2\n'.repeat(2_100)}`);
    await expect(reading).rejects.toThrow("more than 1000 quotes that open do not close");
  });

  test.each([
    { description: "names alone", content: "a,b\r\n", says: "a line of names and no rows" },
    {
      description: "names with an open quote",
      content: 'a,"b\n1,2',
      says: "a quote in its first line does not close",
    },
    {
      description: "names in another encoding",
      content: Buffer.from([0xfc, 0x2c, 0x61, 0x0a, 0x31]),
      says: "--encoding windows-1252",
    },
  ])("$description: a sentence", async ({ content, says }) => {
    await expect(read(content)).rejects.toThrow(says);
  });
});
