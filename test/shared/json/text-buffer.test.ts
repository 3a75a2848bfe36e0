import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatUtc } from "../../../shared/event/time.ts";
import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { anyText } from "../../builders/any-text.ts";

function written(write: (out: TextBuffer) => void): string {
  const out = new TextBuffer(1);
  out.ascii("<");
  write(out);
  out.ascii(">");
  return out.view().toString().slice(1, -1);
}

const text = anyText();

describe("TextBuffer writes", () => {
  test.each<{ description: string; check: () => void }>([
    {
      description: "text as UTF-8",
      check: () =>
        fc.assert(
          fc.property(text, (value) => {
            expect(written((out) => out.text(value))).toBe(Buffer.from(value).toString());
          }),
        ),
    },
    {
      description: "strings as JSON does",
      check: () =>
        fc.assert(
          fc.property(fc.oneof(text, fc.string()), (value) => {
            expect(written((out) => out.quoted(value))).toBe(Buffer.from(JSON.stringify(value)).toString());
          }),
        ),
    },
    {
      description: "numbers as JSON does",
      check: () =>
        fc.assert(
          fc.property(
            fc.oneof(fc.nat(), fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true })),
            (value) => {
              expect(written((out) => out.number(value))).toBe(String(value));
            },
          ),
        ),
    },
    {
      description: "thousandths as a division does",
      check: () =>
        fc.assert(
          fc.property(fc.nat({ max: 999_999_999_999_999 }), (value) => {
            expect(written((out) => out.thousandths(value))).toBe(String(value / 1000));
          }),
        ),
    },
    {
      description: "instants as ISO 8601 does",
      check: () =>
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (value) => {
            expect(written((out) => out.utc(value))).toBe(new Date(value).toISOString());
            expect(formatUtc(value)).toBe(new Date(value).toISOString());
          }),
        ),
    },
  ])("$description", ({ check }) => check());

  test("all but what was cut out again, also where nothing was", () => {
    const digits = (start: number, end: number) =>
      written((out) => {
        const first = out.size;
        out.bytes(Buffer.from("0123456789"));
        out.cut(first + start, first + end);
      });
    expect(digits(2, 5)).toBe("0156789");
    expect(digits(0, 9)).toBe("9");
    expect(digits(9, 10)).toBe("012345678");
    expect(digits(5, 5)).toBe("0123456789");
  });

  test("nothing of a text that is not plain", () => {
    for (const value of ['a"b', "a\\b", "ä", "Ł", "a😀", "\ud83d", "a\n", "\x7f"]) {
      expect(written((out) => expect(out.plain(value)).toBe(false))).toBe("");
    }
    for (const value of ["", "a b~"])
      expect(written((out) => expect(out.plain(value)).toBe(true))).toBe(value);
  });
});

test("what was written can be searched, dropped from either end, and copied", () => {
  const out = new TextBuffer(4);
  out.text("one,two,three");
  expect(out.indexOf(44, 4)).toBe(7);
  out.truncate(7);
  expect(out.indexOf(44, 4)).toBe(-1);
  out.cut(0, 4);
  const copy = out.copy();
  out.truncate(0);
  out.ascii("xyz");
  expect(copy.toString()).toBe("two");
});
