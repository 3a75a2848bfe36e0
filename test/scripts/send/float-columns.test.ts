import { describe, expect, test } from "@jest/globals";
import { HEAD_BYTES } from "../../../scripts/send/beginning.ts";
import { floatColumns, unfloated } from "../../../scripts/send/float-columns.ts";

const dialect = { delimiter: ",", backslashes: false, padded: false };

const found = async (head: string) => {
  const names = head.slice(0, head.indexOf("\n")).split(",");
  return [...(await floatColumns(head, 0, dialect, names))];
};

describe("a column of floats", () => {
  test.each([
    { description: "has whole numbers as floats alone", head: "a,b\n1.0,1\n12345.0,2\n", floats: ["a"] },
    { description: "may have gaps, in words too", head: "a,b\n,\nNaN,\n2.0,\n", floats: ["a"] },
    { description: "is written by Java with an exponent", head: "a,b\n1.0,\n1.2345678E7,\n", floats: ["a"] },
    { description: "may have lost digits of some", head: "a\n1.0\n1.2345678901234568e+18\n", floats: ["a"] },
    { description: "is told by one row", head: "a\n1.0", floats: ["a"] },
    { description: "has no whole number as one", head: "a\n1.0\n2\n", floats: [] },
    { description: "has no text", head: "a\n1.0\nv1.0\n", floats: [] },
    { description: "has no other fraction", head: "a\n1.0\n1.10\n", floats: [] },
    { description: "has no number that floats mix up", head: "a\n9007199254740993.0\n", floats: [] },
    { description: "is none without a value", head: "a,b\n,x\n", floats: [] },
    { description: "is none of short codes", head: "a\n1E5\n2.0E5\n", floats: [] },
    { description: "is read with quotes", head: 'a,b\n"1.0","x, y"\n', floats: ["a"] },
  ])("$description", async ({ head, floats }) => {
    expect(await found(head)).toEqual(floats);
  });

  test("is one for what is seen of it, less the row that is cut off", async () => {
    const rows = "12.0\n".repeat(HEAD_BYTES / 5);
    expect(await found(`a\n${rows}12`)).toEqual(["a"]);
    expect(await found(`a\n${rows}12\n12.0\n`)).toEqual([]);
  });

  test("of another encoding is none", async () => {
    expect([...(await floatColumns('a\n"1.0', 0, dialect, ["a"]))]).toEqual([]);
  });
});

test.each([
  { cell: "12345.0", whole: "12345" },
  { cell: "1.2345678E7", whole: "12345678" },
  { cell: "1.2345", whole: "1.2345" },
  { cell: "9007199254740993.0", whole: "9007199254740993.0" },
  { cell: "", whole: "" },
])("$cell was $whole", ({ cell, whole }) => {
  expect(unfloated(cell)).toBe(whole);
});
