import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type Converter,
  startConverter,
} from "../../../../../../scripts/local/runtime/firehose/convert/converter.ts";
import { type Converted, convert } from "../../../../../../scripts/local/runtime/firehose/convert/table.ts";
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

/** What a query sees of it, in place of the bytes. */
const seen = async ({ parquet, ...rest }: Converted) =>
  parquet === undefined ? rest : { ...rest, table: await reader.rows(parquet) };

const DUCKDB = "DuckDB";
const HYPARQUET = "clickstream local firehose";

/** Takes a batch both ways, expects the same of them, and answers by what the converter wrote. */
async function way(batch: readonly (string | Buffer)[]): Promise<string> {
  const records = batch.map((record) => Buffer.from(record as string));
  const converted = await converter.convert(columns, records);
  expect(await seen(converted)).toEqual(await seen(convert(columns, records)));
  return [DUCKDB, HYPARQUET].filter((name) => Buffer.from(converted.parquet ?? "").includes(name)).join();
}

const lines = (name: string, ...values: string[]) => values.map((value) => `{"${name}":${value}}\n`).join("");
const [a, b] = [lines("text", '"a"'), lines("text", '"b"')];
const full = `{"text":"c","whole":-7,"long":1,"real":1.5,"flag":true,"at":"2026-03-04T05:06:07.089Z","map":{"d":"e"}}\n`;
const noUtf8 = Buffer.from(a.replace("a", "\xe9\xff"), "latin1");

describe("DuckDB writes the rows that hyparquet-writer would", () => {
  test.each([
    { what: "all types, and attributes that are absent", batch: [full, a, full] },
    { what: "several records of several lines", batch: [a + b, b + full + a, b] },
    { what: "escapes", batch: [lines("text", String.raw`"\"\\\/\b\f\n\r\t\u00e9\u0001\ud83d\udc0e\uFEFF"`)] },
    { what: "UTF-8", batch: [lines("text", '"žluťoučký 🐎 日本語 \u007f\u0080\u2028"', '"\ufeff"')] },
    { what: "texts of other types", batch: [lines("text", '""', '"null"', '"{}"', '"1"', '"2026-01-01"')] },
    { what: "doubles", batch: [lines("real", "0", "5", "-0.5", "0.1", "1e-7", "1E5", "1e99", "-1.5e-99")] },
    {
      what: "long doubles",
      batch: [lines("real", "0.10000000000000001", "123456789012345.12345678901234567")],
    },
    { what: "large numbers", batch: [lines("whole", "-999999999"), lines("long", "-999999999999999")] },
    { what: "times", batch: [lines("at", '"1970-01-01T00:00:00.000Z"', '"2999-12-31T23:59:59.999Z"')] },
    { what: "maps", batch: [lines("map", "{}", String.raw`{"":"","\"é\n":"\\\u00e9","__proto__":"a"}`)] },
  ])("of $what", async ({ batch }) => {
    expect(await way(batch)).toBe(DUCKDB);
  });

  test("of any plain rows", async () => {
    const text = anyText().map((each) => each.replaceAll("\0", ""));
    const within = (most: number) => fc.integer({ min: -most, max: most });
    const since1970 = { min: new Date(0), max: new Date("2999-12-31"), noInvalidDate: true };
    const times = fc.date(since1970).map((date) => date.toISOString());
    const row = fc.record(
      {
        text,
        whole: within(999_999_999),
        long: within(999_999_999_999_999),
        real: fc.oneof(
          within(10 ** 9).map((n) => n / 1000),
          fc.double({ min: 0.1, max: 1e14, noNaN: true }),
        ),
        flag: fc.boolean(),
        at: times.filter((time) => !time.includes("-02-29")),
        map: fc.dictionary(text, text, { maxKeys: 5 }),
      },
      { requiredKeys: ["text"] },
    );
    const some = fc.array(row, { minLength: 1, maxLength: 5 });
    const record = some.map((rows) => rows.map((each) => `${JSON.stringify(each)}\n`).join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (batch) => {
        expect(await way(batch)).toBe(DUCKDB);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the converter gives what hyparquet-writer would", () => {
  test.each([
    { what: "an attribute given twice", batch: [a, '{"text":"c","whole":1,"text":"d"}\n'] },
    { what: "bytes that are no UTF-8", batch: [a, noUtf8] },
    { what: "half a surrogate pair", batch: [a, lines("text", String.raw`"\ud83d"`)] },
    { what: "a record without a final newline", batch: [a, b.trimEnd(), full] },
    { what: "a malformed record among plain ones", batch: [a, '{"text":\n', b] },
    { what: "a record that does not fit among plain ones", batch: [a, b + lines("whole", '"x"'), full] },
    { what: "a line in two records", batch: [a, '{"text":"b"', "}\n"] },
    {
      what: "null and values of other types",
      batch: [lines("text", "null", "1"), lines("at", "1772600767")],
    },
    { what: "names in another case, and unknown ones", batch: ['{"TEXT":"a","unknown":{}}\n{}\n'] },
    { what: "an exponent of three digits", batch: [lines("real", "1e300", "-1e-300")] },
    { what: "a leap day", batch: [lines("at", '"2028-02-29T00:00:00.000Z"')] },
  ])("for a batch with $what, and DuckDB writes the next", async ({ batch }) => {
    expect(await way(batch)).toBe(HYPARQUET);
    expect(await way([full])).toBe(DUCKDB);
  });

  test.each([
    { what: "negative zeros", batch: [lines("real", "-0", "-0.0", "-0e1")] },
    { what: "a key given twice in a map", batch: [lines("map", '{"a":"1","a":"2"}')] },
    { what: "a time before 1970", batch: [a, lines("at", '"1969-12-31T23:59:59.999Z"')] },
    { what: "megabytes of escapes", batch: [lines("text", JSON.stringify("\n".repeat(5 * 1024 * 1024)))] },
    { what: "no line that fits", batch: [lines("whole", '"x"'), "x"] },
    { what: "nothing", batch: [""] },
  ])("for a batch with $what, whoever writes it", async ({ batch }) => {
    await way(batch);
  });
});

test("a closed converter leaves no folder behind", async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("clickstream-conversion-"));
  const before = folders();
  const started = startConverter();
  const own = folders().filter((name) => !before.includes(name));
  expect((await started.convert(columns, [Buffer.from(full)])).rows).toBe(1);
  await started.close();
  expect(own).not.toEqual([]);
  expect(folders().filter((name) => own.includes(name))).toEqual([]);
});
