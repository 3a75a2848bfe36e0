import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EventScanner } from "../../../shared/event/scan.ts";
import { closingQuote } from "../../../shared/json/closing-quote.ts";
import { STRING } from "../../../shared/json/string-pattern.ts";
import { anyText } from "../../builders/any-text.ts";

/** Whether a text is a JSON string and nothing behind it. */
function isString(json: string): boolean {
  try {
    return typeof JSON.parse(json) === "string";
  } catch {
    return false;
  }
}

/** What the parser says: the first place with which the text from the opening quote on is a string. */
function parsedEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (isString(text.slice(from - 1, at + 1))) return at;
  return -1;
}

/** What is between quotes, of which the parser takes all that stands before the first bare quote. */
const content = fc
  .array(fc.constantFrom('\\"', "\\\\", "\\n", "\\u0022", "a", "é", "🐎", "{", ":", ","))
  .map((pieces) => pieces.join(""));
const rest = fc.string({ unit: fc.constantFrom('"', "\\", "a", ",", ":", "{") });

describe("the quote that closes a string", () => {
  test.each([
    { what: "an empty string", text: '"",1', end: 1 },
    { what: "an escaped quote", text: String.raw`"a\"b"`, end: 5 },
    { what: "an escaped backslash before the quote", text: String.raw`"a\\",""`, end: 4 },
    { what: "three backslashes before a quote", text: String.raw`"\\\"" `, end: 5 },
    { what: "a quote by its code", text: String.raw`"\u0022"`, end: 7 },
    { what: "no closing quote", text: '"abc', end: -1 },
    { what: "only an escaped quote", text: String.raw`"abc\"`, end: -1 },
    { what: "nothing", text: '"', end: -1 },
  ])("is found behind $what", ({ text, end }) => {
    expect(closingQuote(text, 1)).toBe(end);
  });

  test("is where the parser finds it, whatever stands before and behind", () => {
    fc.assert(
      fc.property(rest, content, rest, (before, inside, behind) => {
        const text = `${before}"${inside}"${behind}`;
        const from = before.length + 1;
        expect(closingQuote(text, from)).toBe(from + inside.length);
        expect(parsedEnd(text, from)).toBe(from + inside.length);
      }),
    );
  });

  test("closes what any text is written as", () => {
    fc.assert(
      fc.property(anyText(), rest, (value, behind) => {
        const json = JSON.stringify(value);
        const end = closingQuote(json + behind, 1);
        expect(end).toBe(json.length - 1);
        expect(JSON.parse((json + behind).slice(0, end + 1))).toBe(value);
      }),
    );
  });

  test("takes backslashes before the beginning for none of the string's", () => {
    expect(closingQuote(String.raw`\"`, 1)).toBe(1);
  });

  test.each([
    { what: "backslashes", piece: "\\\\" },
    { what: "escaped quotes", piece: '\\"' },
  ])("is found behind a million $what", ({ piece }) => {
    expect(closingQuote(`"${piece.repeat(1_000_000)}"`, 1)).toBe(2_000_001);
  });
});

describe("who looks for it otherwise finds the same", () => {
  test("the pattern of plain lines, where it takes the string", () => {
    const pattern = new RegExp(STRING, "y");
    fc.assert(
      fc.property(content, rest, (inside, behind) => {
        const text = `"${inside}"${behind}`;
        pattern.lastIndex = 0;
        expect(pattern.test(text) ? pattern.lastIndex - 1 : undefined).toBe(closingQuote(text, 1));
      }),
    );
  });

  test.each([
    { what: "a control character", text: '"\n"' },
    { what: "a null character", text: String.raw`"\u0000"` },
    { what: "an unknown escape", text: String.raw`"\x"` },
  ])("the pattern does not take $what", ({ text }) => {
    expect(new RegExp(`^${STRING}$`).test(text)).toBe(false);
  });

  test("the scanner of events", () => {
    const scanner = new EventScanner();
    fc.assert(
      fc.property(content, (inside) => {
        const text = `{"event_name":"${inside}","app_id":"a"}`;
        const { text: scanned } = scanner.scan(Buffer.from(text))!;
        const from = '{"event_name":"'.length;
        const end = Buffer.byteLength(text.slice(0, closingQuote(text, from)));
        expect(scanned.endOfText(from)).toBe(end);
      }),
    );
  });
});
