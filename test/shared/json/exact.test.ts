import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isObject, isRawNumber, nameOf, parseExact, textOf } from "../../../shared/json/exact.ts";

describe("parseExact", () => {
  test.each([
    "9007199254740993",
    "[9007199254740993,1,-12345678901234567890.5]",
    '{"a":{"id":1234567890123456789},"b":[{"c":0.1234567890123456789}]}',
    '{"a":1e400,"b":-1e400,"c":1e-400}',
    '{"a" : 1E400}'.replace(" : ", ":"),
    '{"__proto__":1e400}',
    '{"text":"1e400, 9007199254740993","n":7}',
  ])("gives %s back as it was", (text) => {
    expect(JSON.stringify(parseExact(text))).toBe(text);
  });

  test("makes numbers of what numbers hold", () => {
    expect(parseExact("[1e5,9007199254740992,0.1,1795168800000000,100000000000000000000000]")).toEqual([
      1e5, 9007199254740992, 0.1, 1795168800000000, 1e23,
    ]);
  });

  test.each(["{", "", "NaN", "[1e]"])("throws on %j as the parser does", (text) => {
    expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  test("takes a text that is nested too deeply for anything", () => {
    const levels = 20_000;
    expect(() => parseExact(`${"[".repeat(levels)}1e400${"]".repeat(levels)}`)).not.toThrow();
  });

  test("keeps the value of every number, and says the same as the parser of all else", () => {
    const digits = fc
      .tuple(
        fc.stringMatching(/^(0|-?[1-9]\d{0,30})$/),
        fc.stringMatching(/^(\.\d{1,30})?([eE][+-]?\d{1,3})?$/),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(digits, { maxLength: 3 }), fc.json(), (numbers, other) => {
        const text = `{"n":[${numbers.join()}],"other":${other}}`;
        const read = parseExact(text) as { n: unknown[]; other: unknown };
        for (const [at, number] of read.n.entries())
          if (isRawNumber(number)) expect(number.rawJSON).toBe(numbers[at]);
          else expect(number).toBe(Number(numbers[at]));
        expect(JSON.stringify(read.other)).toBe(JSON.stringify(JSON.parse(other)));
      }),
      { numRuns: 2000 },
    );
  });
});

test("a long number is no object, whatever it is made of", () => {
  expect([parseExact("1e400"), {}, [], null, "x"].map(isObject)).toEqual([false, true, false, false, false]);
});

describe("textOf", () => {
  test.each([
    { description: "a text", value: 'a "b"', text: 'a "b"' },
    { description: "a long number", value: parseExact("1e400"), text: "1e400" },
    {
      description: "an object with one",
      value: parseExact('{"a":9007199254740993}'),
      text: '{"a":9007199254740993}',
    },
    { description: "half an emoji", value: "x\ud83d", text: '"x\\ud83d"' },
  ])("$description", ({ value, text }) => {
    expect(textOf(value)).toBe(text);
  });
});

test("half an emoji in a name is written by its code, so that two names stay two", () => {
  expect([nameOf("a\ud83d"), nameOf("a\ud83e"), nameOf("😀")]).toEqual(["a\\ud83d", "a\\ud83e", "😀"]);
});
