import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ScannedText } from "../../../../shared/event/scan/scanned-text.ts";
import { TextCache } from "../../../../shared/event/scan/text-cache.ts";

const text = new ScannedText();

/** Takes a JSON string whose bytes begin at any offset from a word; returns what the cache says of it. */
function ask<Value>(cache: TextCache<Value>, value: string, offset = 0): Value {
  const json = JSON.stringify(value);
  text.take(Buffer.from(" ".repeat(offset) + json));
  const end = text.endOfText(offset + 1);
  return cache.of(text, offset + 1, end);
}

const alike = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "b",
    "aa",
    "aaa",
    "aaaa",
    "aaab",
    "aaaaa",
    "aaaaaaaa",
    "aaaabaaa",
    "\u0000",
    "a\u0000",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

test.each([2, 4, 1024])("answers what is made of each text, however many share its %d places", (size) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(alike, fc.nat(5)), { maxLength: 60 }), (texts) => {
      const cache = new TextCache(size, (made) => [made]);
      for (const [value, offset] of texts) expect(ask(cache, value, offset)).toEqual([value]);
    }),
    { numRuns: 500 },
  );
});

test("makes a text's value once, and keeps those of two that share their places", () => {
  let made = 0;
  const cache = new TextCache(2, (value) => {
    made += 1;
    return value;
  });
  for (const value of ["page", "other", "page", "other", "page"]) ask(cache, value);
  expect(made).toBe(2);
  for (const value of ["third", "page", "other"]) ask(cache, value);
  expect(made).toBe(4);
});
