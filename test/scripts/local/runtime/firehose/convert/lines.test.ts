import { describe, expect, test } from "@jest/globals";
import { columnLines } from "../../../../../../scripts/local/runtime/firehose/convert/lines.ts";
import { columnOfEachType as columns } from "../../../../../builders/columns.ts";

const bytes = (...objects: unknown[]) => Buffer.from(objects.map((each) => JSON.stringify(each)).join("\n"));

function linesOf(records: readonly Uint8Array[], plain = true) {
  const { bytes: all, ...rest } = columnLines(columns)(records, plain);
  const lines = Buffer.from(all).toString().split("\n").slice(0, -1);
  return { ...rest, lines: lines.map((line) => JSON.parse(line)) };
}

const MALFORMED = "DataFormatConversion.MalformedData";

describe("a batch of records", () => {
  test("keeps every row, lowercases keys, leaves out what has no column, and what is null", () => {
    const records = [
      bytes({ text: "a", WHOLE: 1, other: "gone", flag: null }, { text: "b" }),
      bytes({ Text: "c", map: {} }),
    ];
    expect(linesOf(records)).toMatchObject({
      rows: 3,
      failures: [],
      lines: [{ text: "a", whole: 1 }, { text: "b" }, { text: "c", map: {} }],
    });
  });

  test("a record with one bad object fails as a whole, by its place; the others are lines", () => {
    const { rows, failures, lines } = linesOf([
      bytes({ text: "a" }),
      bytes({ text: "b" }, { at: "nope" }),
      Buffer.from('{"text":'),
      Buffer.from('[{"text":"c"}]'),
    ]);
    expect({ rows, lines }).toEqual({ rows: 1, lines: [{ text: "a" }] });
    expect(failures.map(({ index, code }) => [index, code])).toEqual([
      [1, MALFORMED],
      [2, "DataFormatConversion.ParseError"],
      [3, "DataFormatConversion.ParseError"],
    ]);
  });

  test("error messages name the attribute and not its value", () => {
    const [failure] = linesOf([bytes({ at: "secret value" })]).failures;
    expect(failure?.message).toBe("at: text of 12 characters is no timestamp");
  });

  test("that fit to the letter is taken as it is, where it is: nothing is parsed and nothing is copied", () => {
    const all = Buffer.from('{"text":"a"}\n{"whole":1,"whole":2}\n{"flag":true}\n');
    const records = [all.subarray(0, 13), all.subarray(13, 35), all.subarray(35)];
    const lines = columnLines(columns)(records, true);
    expect({ ...lines, bytes: undefined }).toMatchObject({ rows: 3, longest: 22, failures: [] });
    expect([lines.bytes.buffer, lines.bytes.byteOffset]).toEqual([all.buffer, all.byteOffset]);
    expect(lines.bytes).toHaveLength(all.length);
    expect(linesOf(records, false).lines).toEqual([{ text: "a" }, { whole: 2 }, { flag: true }]);
  });

  test("with an odd one among them costs that one its bytes, and keeps their order", () => {
    const plain = (text: string) => Buffer.from(`{"text":"${text}"}\n`);
    const records = [plain("a"), bytes({ TEXT: "b" }), plain("c")];
    expect(linesOf(records).lines).toEqual([{ text: "a" }, { text: "b" }, { text: "c" }]);
  });

  test("is no line at all where none can be read", () => {
    expect(linesOf([Buffer.from("x"), Buffer.from("")])).toMatchObject({ rows: 0, lines: [] });
  });
});

test("a list of rows is read by the columns of its rows", () => {
  const rows = [{ name: "rows", type: "array<struct<a:int,b:timestamp>>" }];
  const read = (value: unknown) => {
    const { bytes: all, failures } = columnLines(rows)([bytes({ rows: value })], true);
    return failures[0]?.message ?? JSON.parse(Buffer.from(all).toString()).rows;
  };
  expect(read([{ A: "1", b: 0, c: 2 }, {}, null])).toEqual([
    { a: 1, b: "1970-01-01T00:00:00.000Z" },
    {},
    null,
  ]);
  expect(read([{ a: 1.5 }])).toMatch(/^rows: an array is no array<struct/);
  expect(read([1])).toMatch(/^rows: an array/);
});

test("a type that cannot be converted is named before any record is read", () => {
  const tags = [{ name: "tags", type: "array<string>" }];
  expect(() => columnLines(tags)).toThrow(/The column tags has the type array<string>/);
});
