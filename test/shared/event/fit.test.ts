import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fitValue } from "../../../shared/event/fit.ts";
import type { Fit } from "../../../shared/event/fit-by-kind.ts";
import type { FieldRule } from "../../../shared/event/kind.ts";
import { kinds } from "../../../shared/event/kinds.ts";
import { parseExact, textOf } from "../../../shared/json/exact.ts";
import { addedFields } from "../../builders/schema-of-every-kind.ts";

const fields = addedFields as unknown as Record<string, FieldRule>;
const fitted = (name: string, json: string): Fit => fitValue(name, parseExact(json), fields[name]!);

const kept = (value: unknown): Fit => ({ value });
const absent: Fit = {};
const invalid = (name: string, value: unknown): Fit => ({ mark: "invalid", aside: [[name, value]] });

describe("a value of its kind stays as it is", () => {
  test.each([
    ["a_text", '" blanks around it "'],
    ["a_text", '"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"'],
    ["a_url", '"/p?a=1"'],
    ["a_code", '"EUR"'],
    ["a_zone", '"America/St_Johns"'],
    ["a_zone", '"+05:30"'],
    ["a_choice", '"two"'],
    ["a_country", '"DE"'],
    ["an_address", '"10.0.0.1, 203.0.113.7:443"'],
    ["a_key", '"a b"'],
    ["an_id", '"a b"'],
    ["an_id", '"anonymous"'],
    ["an_id", '"null-1"'],
    ["an_id", '"00000000-0000-0000-0000-000000000010"'],
    ["a_currency", '"EUR"'],
    ["a_currency", '"€"'],
    ["a_key", '"nul \\u0000 and line\\nend"'],
    ["a_count", "0"],
    ["some_pixels", "1280"],
    ["a_whole", "-7"],
    ["a_long", "-9007199254740991"],
    ["a_real", "411.43"],
    ["a_flag", "false"],
    ["an_instant", '"2026-03-04T10:00:00.000Z"'],
    ["an_instant", "1772618400000"],
    ["a_utc", '"2026-03-04T10:00:00.000Z"'],
    ["a_map", '{"a":[1]}'],
    ["some_rows", '[{"a_text":"x","other":1}]'],
  ])("%s: %s", (name, json) => {
    expect(fitted(name, json)).toEqual(kept(JSON.parse(json)));
  });
});

describe("a value of another form is repaired without loss", () => {
  test.each([
    ["a_text", "19.9", "19.9"],
    ["a_text", "true", "true"],
    ["a_key", "9007199254740993", "9007199254740993"],
    ["a_code", "1234567890123456789", "1234567890123456789"],
    ["a_url", "5", "5"],
    ["an_id", '" a b\\n"', "a b"],
    ["an_id", "42", "42"],
    ["a_currency", '"usd"', "USD"],
    ["a_currency", '" Eur "', "EUR"],
    ["a_map", '"{\\"a\\":1}"', { a: 1 }],
    ["some_rows", '"[{\\"a_real\\":5}]"', [{ a_real: 5 }]],
    ["some_rows", '{"0":{"a_real":5},"2":{"a_real":6}}', [{ a_real: 5 }, { a_real: 6 }]],
    ["a_count", '"12"', 12],
    ["a_count", '" 12.0 "', 12],
    ["a_whole", '"-3"', -3],
    ["a_long", '"9007199254740991"', 9007199254740991],
    ["a_real", '"19.90"', 19.9],
    ["a_real", "0.10000000000000001", 0.1],
    ["some_pixels", "411.43", 411],
    ["some_pixels", "411.5", 412],
    ["some_pixels", '"1280.4"', 1280],
    ["some_pixels", "-0.2", 0],
    ["a_flag", '"TRUE"', true],
    ["a_flag", '"false"', false],
    ["a_choice", '" TWO "', "two"],
    ["a_country", '"de"', "DE"],
    ["a_country", '"Germany"', "DE"],
    ["a_country", '"United Kingdom"', "GB"],
    ["a_country", '"Türkiye"', "TR"],
    ["a_country", '"UK"', "GB"],
    ["a_country", '"usa"', "US"],
  ])("%s: %s", (name, json, value) => {
    expect(fitted(name, json)).toEqual(kept(value));
  });
});

describe("what says nothing is absent", () => {
  const names = Object.keys(fields);
  test.each(names)("%s: a null and an empty text", (name) => {
    expect(fitted(name, "null")).toEqual(absent);
    expect(fitted(name, '""')).toEqual(absent);
  });

  test.each(["a_text", "a_real", "an_instant"])("%s: an object and a list with nothing in them", (name) => {
    expect(fitted(name, "{}")).toEqual(absent);
    expect(fitted(name, "[]")).toEqual(absent);
  });

  test("blanks, of an identity alone", () => {
    expect(fitted("a_key", '" \\t\\n"')).toEqual(absent);
    expect(fitted("an_id", '" \\t\\n"')).toEqual(absent);
    expect(fitted("a_text", '"  "')).toEqual(kept("  "));
  });
});

describe("what does not fit goes aside, as it came", () => {
  test.each([
    ["a_code", '"of more than twenty characters"'],
    ["a_code", '"\\ud83d"'],
    ["a_key", `"${"k".repeat(129)}"`],
    ["a_key", '"\\ud83d"'],
    ["an_id", '"null"'],
    ["an_id", '" undefined "'],
    ["an_id", '"0"'],
    ["an_id", "0"],
    ["an_id", '"1.23457E+15"'],
    ["an_id", '{"id":1}'],
    ["a_currency", '"US dollars and cents, half of each"'],
    ["a_currency", '"null"'],
    ["a_currency", '"NA"'],
    ["a_currency", '"-"'],
    ["a_zone", '"Mars/Phobos"'],
    ["a_choice", '"three"'],
    ["a_country", '"Atlantis"'],
    ["a_text", '["x"]'],
    ["a_count", '"12px"'],
    ["a_count", "-1"],
    ["a_count", "2147483648"],
    ["a_whole", "0.75"],
    ["some_pixels", "-12"],
    ["some_pixels", '"12px"'],
    ["a_long", '"9007199254740992"'],
    ["a_real", '"$1,299.00"'],
    ["a_real", '"0x10"'],
    ["a_real", '"free"'],
    ["a_real", "true"],
    ["a_flag", "1"],
    ["a_flag", '"yes"'],
    ["an_instant", '"yesterday at noon"'],
    ["an_instant", "true"],
    ["a_utc", '"2026-03-04"'],
    ["a_map", '"x"'],
    ["a_map", "[1]"],
    ["a_map", "5"],
    ["some_rows", '{"a_text":"x"}'],
    ["some_rows", '"x"'],
    ["some_rows", '"[not JSON"'],
    ["some_rows", '"{\\"a\\":1}"'],
    ["a_map", '"{not JSON"'],
  ])("%s: %s", (name, json) => {
    expect(fitted(name, json)).toEqual(invalid(name, JSON.parse(json)));
  });

  test.each([
    ["a_real", "1e400"],
    ["a_real", "9007199254740993"],
    ["a_long", "9007199254740993"],
    ["a_real", "0.1234567890123456789"],
    ["a_flag", "1e400"],
  ])("%s: %s, with every digit", (name, json) => {
    const { mark, value, aside } = fitted(name, json);
    expect({ mark, value, text: textOf(aside?.[0]?.[1]) }).toEqual({
      mark: "invalid",
      value: undefined,
      text: json,
    });
  });

  test("a list of addresses is one as it stands in a header", () => {
    expect(fitted("an_address", '["10.0.0.1","203.0.113.7"]')).toMatchObject({
      value: "10.0.0.1,203.0.113.7",
    });
  });

  test("but for an address of a person, which is kept nowhere", () => {
    expect(fitted("an_address", `"${"1".repeat(2049)}"`)).toEqual({ mark: "invalid", aside: [] });
  });
});

describe("of a text the beginning is kept", () => {
  test.each([
    { what: "too long", name: "a_text", text: `${"x".repeat(20)}yz`, begun: "x".repeat(20) },
    { what: "an emoji at the cut", name: "a_text", text: `${"x".repeat(19)}😀z`, begun: "x".repeat(19) },
    { what: "half an emoji in it", name: "a_text", text: "bad \ud83d end", begun: "bad  end" },
    { what: "half an emoji behind an emoji", name: "a_text", text: "😀\ud83d", begun: "😀" },
    {
      what: "a parameter at the cut",
      name: "a_url",
      text: "https://a.b/?utm=sale&x=1",
      begun: "https://a.b/",
    },
    { what: "whole parameters", name: "a_url", text: "https://a.b/?u=1&v=two", begun: "https://a.b/?u=1" },
    {
      what: "a cut before a parameter",
      name: "a_url",
      text: "https://a.b/?u=12345&v=2",
      begun: "https://a.b/?u=12345",
    },
    {
      what: "a code at the cut",
      name: "a_url",
      text: "https://a.example/%F0%9F",
      begun: "https://a.example/",
    },
  ])("$what", ({ name, text, begun }) => {
    expect(fitted(name, JSON.stringify(text))).toEqual({ value: begun, mark: "cut", aside: [[name, text]] });
  });

  test("unless nothing of it is left", () => {
    expect(fitted("a_text", '"\\ud83d"')).toEqual(invalid("a_text", "\ud83d"));
  });
});

describe("of a list of rows what fits is kept", () => {
  test("and the rest goes aside by its place", () => {
    const rows = [{ a_text: "x", a_real: "$5" }, "none", null, { a_count: "2", more: 1 }];
    expect(fitted("some_rows", JSON.stringify(rows))).toEqual({
      value: [{ a_text: "x" }, { a_count: 2, more: 1 }],
      mark: "cut",
      aside: [
        ["some_rows.0.a_real", "$5"],
        ["some_rows.1", "none"],
      ],
    });
  });

  test("and of more rows than are kept the first, with all of them aside", () => {
    const rows = Array.from({ length: 21 }, (_, at) => ({ a_count: at }));
    expect(fitted("some_rows", JSON.stringify(rows))).toEqual({
      value: rows.slice(0, 20),
      mark: "cut",
      aside: [["some_rows", rows]],
    });
  });

  test("and says nothing of rows that were repaired alone", () => {
    expect(fitted("some_rows", '[{"a_real":"5","a_key":""},null]')).toEqual({
      value: [{ a_real: 5 }],
      aside: [],
    });
  });
});

test("what is kept is accepted, whatever came", () => {
  const values = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
    fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => JSON.stringify(text)),
    fc.constantFrom("1e400", "-1e-400", "9007199254740993", "123456789012345678901234567890"),
  );
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(fields)), values, (name, json) => {
      const { value, mark, aside } = fitted(name, json);
      if (value !== undefined) expect(kinds[fields[name]!.kind].accepts(value, fields[name]!)).toBe(true);
      if (mark !== undefined && name !== "an_address") expect(aside).not.toHaveLength(0);
    }),
    { numRuns: 3000 },
  );
});
