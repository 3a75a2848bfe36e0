import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { convert } from "../../../../../../scripts/local/runtime/firehose/convert/table.ts";
import { columnOfEachType as columns } from "../../../../../builders/columns.ts";
import { parquetReader } from "../../../../../builders/parquet-reader.ts";

let reader: Awaited<ReturnType<typeof parquetReader>>;
beforeAll(async () => {
  reader = await parquetReader();
});
afterAll(() => reader.close());

const bytes = (...objects: unknown[]) => Buffer.from(objects.map((each) => JSON.stringify(each)).join("\n"));

/** One value through one column and back. */
async function through(column: string, value: unknown): Promise<unknown> {
  const { parquet, failures } = convert(columns, [bytes({ [column]: value })]);
  if (failures.length > 0) return failures[0]!.code;
  return (await reader.rows(parquet, `CAST("${column}" AS VARCHAR)`))[0]![0];
}

const MALFORMED = "DataFormatConversion.MalformedData";

describe("a value in its column", () => {
  test.each([
    { column: "text", value: "a", is: "a" },
    { column: "text", value: 1.5, is: "1.5" },
    { column: "text", value: { a: [1] }, is: '{"a":[1]}' },
    { column: "text", value: null, is: null },
    { column: "whole", value: 7, is: "7" },
    { column: "whole", value: "7", is: "7" },
    { column: "whole", value: 7.5, is: MALFORMED },
    { column: "whole", value: 2 ** 31, is: MALFORMED },
    { column: "whole", value: "x", is: MALFORMED },
    { column: "long", value: 2 ** 40, is: String(2 ** 40) },
    { column: "real", value: 1, is: "1.0" },
    { column: "real", value: "1.25", is: "1.25" },
    { column: "real", value: [], is: MALFORMED },
    { column: "flag", value: true, is: "true" },
    { column: "flag", value: "false", is: "false" },
    { column: "flag", value: 1, is: MALFORMED },
    { column: "at", value: "2026-03-04T05:06:07.890Z", is: "2026-03-04 05:06:07.89+00" },
    { column: "at", value: "2026-03-04 05:06:07", is: "2026-03-04 05:06:07+00" },
    { column: "at", value: 1_700_000_000, is: "2023-11-14 22:13:20+00" },
    { column: "at", value: 1_700_000_000_123, is: "2023-11-14 22:13:20.123+00" },
    { column: "at", value: "yesterday", is: MALFORMED },
    { column: "at", value: "2026-13-04T05:06:07Z", is: MALFORMED },
    { column: "map", value: { a: "b", c: 1 }, is: "{a=b, c=1}" },
    { column: "map", value: [], is: MALFORMED },
  ])("$column takes $value as $is", async ({ column, value, is }) => {
    expect(await through(column, value)).toBe(is);
  });
});

describe("a batch of records", () => {
  test("keeps every row, lowercases keys, leaves out what has no column, and sets null what is absent", async () => {
    const { parquet, rows, failures } = convert(columns, [
      bytes({ text: "a", WHOLE: 1, other: "gone" }, { text: "b" }),
      bytes({ text: "c", map: {} }),
    ]);
    expect({ rows, failures }).toEqual({ rows: 3, failures: [] });
    expect(await reader.rows(parquet, "text, whole, long")).toEqual([
      ["a", 1, null],
      ["b", null, null],
      ["c", null, null],
    ]);
  });

  test("a record with one bad object fails as a whole, by its place; the others are written", async () => {
    const { parquet, rows, failures } = convert(columns, [
      bytes({ text: "a" }),
      bytes({ text: "b" }, { at: "nope" }),
      Buffer.from('{"text":'),
      Buffer.from('[{"text":"c"}]'),
    ]);
    expect(rows).toBe(1);
    expect(failures.map(({ index, code }) => [index, code])).toEqual([
      [1, MALFORMED],
      [2, "DataFormatConversion.ParseError"],
      [3, "DataFormatConversion.ParseError"],
    ]);
    expect(await reader.rows(parquet, "text")).toEqual([["a"]]);
  });

  test("error messages name the attribute and not its value", () => {
    const { failures } = convert(columns, [bytes({ at: "secret value" })]);
    expect(failures[0]?.message).toContain("at:");
    expect(failures[0]?.message).not.toContain("secret");
  });

  test("of which nothing can be converted gives no file", () => {
    expect(convert(columns, [Buffer.from("x")]).parquet).toBeUndefined();
  });

  test("is compressed with Snappy, and its timestamps are UTC", async () => {
    const { parquet } = convert(columns, [bytes({ at: "2026-03-04T05:06:07.890Z" })]);
    const file = reader.save(parquet);
    const codecs = await reader.duck.runAndReadAll(
      `SELECT DISTINCT compression FROM parquet_metadata('${file}')`,
    );
    expect(codecs.getRowsJson()).toEqual([["SNAPPY"]]);
    const types = await reader.duck.runAndReadAll(`SELECT typeof("at"), typeof(map) FROM '${file}'`);
    expect(types.getRowsJson()).toEqual([["TIMESTAMP WITH TIME ZONE", "MAP(VARCHAR, VARCHAR)"]]);
  });
});
