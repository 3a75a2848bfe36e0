import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rowReader } from "../../../scripts/local/runtime/firehose/convert/openx.ts";
import { plainAttribute } from "../../../shared/columns/plain-line.ts";
import { anyText } from "../../builders/any-text.ts";
import { columnOfEachType } from "../../builders/columns.ts";

const columns = [...columnOfEachType, { name: "other", type: "string" }];

const attribute = plainAttribute(columns);
const one = new RegExp(`^${attribute}$`);
const line = new RegExp(`^\\{${attribute}(?:,${attribute})*\\}$`);

/** As Firehose reads the line; throws where it does not fit. */
const readRow = rowReader(columns);

describe("an attribute is plain", () => {
  test.each([
    '"text":""',
    '"other":"žluťoučký 🐎 \u007f"',
    String.raw`"text":"\"\\\/\b\f\n\r\t\u00e9\u0001\ud83d\udc0e\uABCD"`,
    String.raw`"text":"\u000a and \\u0000"`,
    '"whole":0',
    '"whole":999999999',
    '"whole":-999999999',
    '"long":0',
    '"long":999999999999999',
    '"long":-999999999999999',
    '"real":5',
    '"real":-0.5',
    '"real":0.12345678901234567',
    '"real":123456789012345.5',
    '"real":1e-7',
    '"real":-1.5E+99',
    '"flag":true',
    '"flag":false',
    '"at":"1970-01-01T00:00:00.000Z"',
    '"at":"2026-02-28T23:59:59.999Z"',
    '"at":"2026-01-31T12:00:00.000Z"',
    '"at":"2026-04-30T12:00:00.000Z"',
    '"at":"2999-12-31T12:00:00.000Z"',
    '"map":{}',
    String.raw`"map":{"a":"1","":"","\"{\u00e9":"}\\","text":"x"}`,
  ])("if it is %s, which fits its column", (plain) => {
    expect(plain).toMatch(one);
    const row = JSON.parse(`{${plain}}`);
    expect(readRow(row)).toEqual(row);
  });

  test.each([
    { what: "another case of the name", odd: '"Text":"a"' },
    { what: "a name that no column has", odd: '"texts":"a"' },
    { what: "the end of a name", odd: '"ext":"a"' },
    { what: "a name with an escape", odd: String.raw`"te\u0078t":"a"` },
    { what: "null", odd: '"text":null' },
    { what: "a number for a text", odd: '"text":1' },
    { what: "a raw control character", odd: '"text":"a\tb"' },
    { what: "the escaped null character", odd: String.raw`"text":"\u0000"` },
    { what: "an escape that JSON does not have", odd: String.raw`"text":"\x41"` },
    { what: "a text that does not end", odd: String.raw`"text":"a\"` },
    { what: "a text for a number", odd: '"whole":"1"' },
    { what: "a leading zero", odd: '"whole":01' },
    { what: "a negative zero", odd: '"whole":-0' },
    { what: "a negative zero as a double", odd: '"real":-0' },
    { what: "a fraction for an int", odd: '"whole":1.5' },
    { what: "ten digits of an int", odd: '"whole":1000000000' },
    { what: "sixteen digits of a bigint", odd: '"long":1000000000000000' },
    { what: "a double without digits behind the point", odd: '"real":1.' },
    { what: "an exponent of three digits", odd: '"real":1e300' },
    { what: "a number for a flag", odd: '"flag":1' },
    { what: "a year before 1970", odd: '"at":"1969-12-31T23:59:59.999Z"' },
    { what: "a leap day", odd: '"at":"2028-02-29T12:00:00.000Z"' },
    { what: "the 31st of April", odd: '"at":"2026-04-31T12:00:00.000Z"' },
    { what: "a thirteenth month", odd: '"at":"2026-13-01T12:00:00.000Z"' },
    { what: "an hour 24", odd: '"at":"2026-01-01T24:00:00.000Z"' },
    { what: "a second 60", odd: '"at":"2026-01-01T12:00:60.000Z"' },
    { what: "a time without milliseconds", odd: '"at":"2026-01-01T12:00:00Z"' },
    { what: "an epoch number", odd: '"at":1767268800000' },
    { what: "a map with a number in it", odd: '"map":{"a":1}' },
    { what: "a list for a map", odd: '"map":[]' },
    { what: "a comma at the end of a map", odd: '"map":{"a":"1",}' },
    { what: "a space before the colon", odd: '"text" :"a"' },
    { what: "a space behind the colon", odd: '"text": "a"' },
    { what: "a space in a map", odd: '"map":{"a": "1"}' },
  ])("but not with $what: $odd", ({ odd }) => {
    expect(odd).not.toMatch(one);
  });
});

test.each([
  { what: "a type that it does not know", of: [...columns, { name: "tags", type: "array<string>" }] },
  { what: "a name that is no word", of: [...columns, { name: "a.b", type: "string" }] },
  { what: "no columns", of: [] },
])("there is no pattern for $what", ({ of }) => {
  expect(plainAttribute(of)).toBeUndefined();
});

test("a line of plain attributes is JSON and fits the columns, whatever it holds", () => {
  const text = anyText();
  const mostly = (fitting: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
  const days = { min: new Date("1940-01-01"), max: new Date("3050-01-01"), noInvalidDate: true };
  const rows = fc.record(
    {
      text: mostly(text),
      whole: mostly(fc.oneof(fc.integer(), fc.integer({ min: -9, max: 9 }))),
      long: mostly(fc.maxSafeInteger()),
      real: mostly(fc.oneof(fc.double(), fc.integer())),
      flag: mostly(fc.boolean()),
      at: mostly(fc.date(days).map((date) => date.toISOString())),
      map: mostly(fc.dictionary(text, mostly(text), { maxKeys: 3 })),
    },
    { requiredKeys: [] },
  );
  const found = { plain: 0, odd: 0 };
  fc.assert(
    fc.property(rows, (row) => {
      const written = JSON.stringify(row);
      const plain = line.test(written);
      found[plain ? "plain" : "odd"] += 1;
      if (plain) expect(readRow(JSON.parse(written))).toEqual(JSON.parse(written));
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(found.plain, found.odd)).toBeGreaterThan(50);
});
