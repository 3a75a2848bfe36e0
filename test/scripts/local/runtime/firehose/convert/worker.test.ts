import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parquetFile } from "../../../../../../functions/archive/parquet.ts";
import {
  type Converter,
  startConverter,
} from "../../../../../../scripts/local/runtime/firehose/convert/converter.ts";
import { anyText } from "../../../../../builders/any-text.ts";
import { columnOfEachType as columns } from "../../../../../builders/columns.ts";
import { parquetReader } from "../../../../../builders/parquet-reader.ts";

let reader: Awaited<ReturnType<typeof parquetReader>>;
let converter: Converter;
beforeAll(async () => {
  reader = await parquetReader();
  converter = startConverter();
});
afterAll(async () => {
  await converter.close();
  reader.close();
});

type Row = Record<string, unknown>;
const records = (batch: readonly (string | Buffer)[]) => batch.map((record) => Buffer.from(record as string));
const lines = (name: string, ...values: string[]) => values.map((value) => `{"${name}":${value}}\n`).join("");
const [a, b] = [lines("text", '"a"'), lines("text", '"b"')];
const full = `{"text":"c","whole":-7,"long":1,"real":1.5,"flag":true,"at":"2026-03-04T05:06:07.089Z","map":{"d":"e"}}\n`;

/** What a query sees of the rows as the archive function writes them. */
const written = (rows: readonly Row[]) => reader.rows(parquetFile(columns, rows));

/** Converts a batch, expects no failure, and returns what a query sees of it. */
async function seen(batch: readonly (string | Buffer)[]): Promise<unknown[][]> {
  const { parquet, rows, failures } = await converter.convert(columns, records(batch));
  const table = await reader.rows(parquet);
  expect({ rows, failures }).toEqual({ rows: table.length, failures: [] });
  return table;
}

const parsed = (batch: readonly string[]): Row[] =>
  batch
    .join("")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe("the local Firehose writes the rows that the archive function writes", () => {
  test.each([
    { what: "all types, and attributes that are absent", batch: [full, a, full] },
    { what: "several records of several lines", batch: [a + b, b + full + a, b] },
    { what: "escapes", batch: [lines("text", String.raw`"\"\\\/\b\f\n\r\t\u00e9\u0001\ud83d\udc0e\uFEFF"`)] },
    {
      what: "the null character",
      batch: [lines("text", String.raw`"a\u0000b"`), lines("map", String.raw`{"\u0000":"\u0000"}`)],
    },
    { what: "UTF-8", batch: [lines("text", '"žluťoučký 🐎 日本語 \u007f\u0080\u2028"', '"\ufeff"')] },
    { what: "texts of other types", batch: [lines("text", '""', '"null"', '"{}"', '"1"', '"2026-01-01"')] },
    { what: "doubles", batch: [lines("real", "0", "5", "-0.5", "0.1", "1e-7", "1E5", "1e99", "-1.5e-99")] },
    { what: "doubles at the ends", batch: [lines("real", "5e-324", "-1.7976931348623157e308", "1e300")] },
    {
      what: "long doubles",
      batch: [lines("real", "0.10000000000000001", "123456789012345.12345678901234567")],
    },
    { what: "large numbers", batch: [lines("whole", "-2147483648"), lines("long", "-9007199254740991")] },
    { what: "times", batch: [lines("at", '"1970-01-01T00:00:00.000Z"', '"9999-12-31T23:59:59.999Z"')] },
    { what: "a leap day", batch: [lines("at", '"2028-02-29T00:00:00.000Z"')] },
    { what: "maps", batch: [lines("map", "{}", String.raw`{"":"","\"é\n":"\\\u00e9","__proto__":"a"}`)] },
    { what: "a map with a number for a key", batch: [lines("map", '{"7":"a"}')] },
    { what: "an attribute given twice", batch: [a, '{"text":"c","whole":1,"text":"d"}\n'] },
    { what: "a key given twice in a map", batch: [lines("map", '{"a":"1","a":"2"}')] },
    { what: "megabytes of escapes", batch: [lines("text", JSON.stringify("\n".repeat(5 * 1024 * 1024)))] },
  ])("of $what", async ({ batch }) => {
    expect(await seen(batch)).toEqual(await written(parsed(batch)));
  });

  test("of any rows", async () => {
    const text = anyText();
    const within = (most: number) => fc.integer({ min: -most, max: most });
    const times = { min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true };
    const row = fc.record(
      {
        text,
        whole: within(2 ** 31 - 1),
        long: within(Number.MAX_SAFE_INTEGER),
        real: fc.oneof(
          within(10 ** 9).map((n) => n / 1000),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
        ),
        flag: fc.boolean(),
        at: fc.date(times).map((date) => date.toISOString()),
        map: fc.dictionary(text, text, { maxKeys: 5 }),
      },
      { requiredKeys: ["text"] },
    );
    const some = fc.array(row, { minLength: 1, maxLength: 5 });
    const record = some.map((rows) => rows.map((each) => `${JSON.stringify(each)}\n`).join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (batch) => {
        expect(await seen(batch)).toEqual(await written(parsed(batch)));
      }),
      { numRuns: 50 },
    );
  });
});

describe("a value in its column", () => {
  test.each([
    { column: "text", value: "1.5", is: "1.5" },
    { column: "text", value: '{"a":[1]}', is: '{"a":[1]}' },
    { column: "text", value: "null", is: null },
    { column: "text", value: String.raw`"\ud83d"`, is: "\ufffd" },
    { column: "whole", value: '"7"', is: "7" },
    { column: "long", value: '"9223372036854775807"', is: "9223372036854775807" },
    { column: "real", value: "1", is: "1.0" },
    { column: "real", value: "-0", is: "0.0" },
    { column: "real", value: '"1.25"', is: "1.25" },
    { column: "flag", value: '"false"', is: "false" },
    { column: "at", value: '"2026-03-04T05:06:07.890Z"', is: "2026-03-04 05:06:07.89+00" },
    { column: "at", value: '"2026-03-04 05:06:07"', is: "2026-03-04 05:06:07+00" },
    { column: "at", value: "1700000000", is: "2023-11-14 22:13:20+00" },
    { column: "at", value: "1700000000123", is: "2023-11-14 22:13:20.123+00" },
    { column: "map", value: '{"a":"b","c":1,"d":null}', is: "{a=b, c=1, d=NULL}" },
  ])("$column takes $value as $is", async ({ column, value, is }) => {
    const { parquet, failures } = await converter.convert(columns, records([lines(column, value)]));
    expect(failures).toEqual([]);
    expect(await reader.rows(parquet, `CAST("${column}" AS VARCHAR)`)).toEqual([[is]]);
  });

  test("is what its bytes can be read as, where they are no UTF-8", async () => {
    const noUtf8 = Buffer.from(a.replace("a", "\xe9\xff"), "latin1");
    expect(await seen([a, noUtf8])).toEqual(await written([{ text: "a" }, { text: "\ufffd\ufffd" }]));
  });
});

describe("a batch", () => {
  test.each([
    { what: "a record without a final newline", batch: [a, b.trimEnd(), a], rows: 3, failed: [] },
    { what: "a malformed record among plain ones", batch: [a, '{"text":\n', b], rows: 2, failed: [1] },
    { what: "a record that does not fit", batch: [a, b + lines("whole", '"x"'), full], rows: 2, failed: [1] },
    { what: "a line in two records", batch: [a, '{"text":"b"', "}\n"], rows: 1, failed: [1, 2] },
    { what: "unknown names, and nothing else", batch: ['{"unknown":{}}\n{}\n'], rows: 2, failed: [] },
  ])("with $what is $rows rows, and the next is none the worse", async ({ batch, rows, failed }) => {
    const converted = await converter.convert(columns, records(batch));
    expect([converted.rows, converted.failures.map(({ index }) => index)]).toEqual([rows, failed]);
    expect(await reader.rows(converted.parquet)).toHaveLength(rows);
    expect(await seen([full])).toEqual(await written(parsed([full])));
  });

  test.each([
    { what: "without a line that fits", batch: [lines("whole", '"x"'), "x"] },
    { what: "of nothing", batch: [""] },
  ])("$what gives no file", async ({ batch }) => {
    expect((await converter.convert(columns, records(batch))).parquet).toBeUndefined();
  });

  test("is compressed with Snappy, and its timestamps are UTC", async () => {
    const { parquet } = await converter.convert(columns, records([full]));
    const file = reader.save(parquet);
    const codecs = await reader.duck.runAndReadAll(
      `SELECT DISTINCT compression FROM parquet_metadata('${file}')`,
    );
    expect(codecs.getRowsJson()).toEqual([["SNAPPY"]]);
    const types = await reader.duck.runAndReadAll(`SELECT typeof("at"), typeof(map) FROM '${file}'`);
    expect(types.getRowsJson()).toEqual([["TIMESTAMP WITH TIME ZONE", "MAP(VARCHAR, VARCHAR)"]]);
  });
});

test("a closed converter leaves no folder behind", async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("clickstream-conversion-"));
  const before = folders();
  const started = startConverter();
  const made = folders().filter((name) => !before.includes(name));
  expect((await started.convert(columns, [Buffer.from(full)])).rows).toBe(1);
  await started.close();
  expect(made).not.toEqual([]);
  expect(folders().filter((name) => made.includes(name))).toEqual([]);
});
