import { expect, test } from "@jest/globals";
import { isBlank, isWhiteSpace } from "../../../shared/json/white-space.ts";

const isTakenByParser = (byte: number) => {
  try {
    return JSON.parse(`${String.fromCharCode(byte)}1`) === 1;
  } catch {
    return false;
  }
};

test("white space is what the parser passes over before a value", () => {
  // A minus or a digit before a digit makes another number of it.
  for (let byte = 0; byte < 256; byte += 1)
    expect([byte, isWhiteSpace(byte)]).toEqual([byte, isTakenByParser(byte)]);
});

test.each([
  { text: "", blank: true },
  { text: " \t\r\n", blank: true },
  { text: " a ", blank: false },
  { text: "\u00a0", blank: false },
])("$text is blank: $blank", ({ text, blank }) => {
  const bytes = Buffer.from(`a${text}a`);
  expect(isBlank(bytes, 1, bytes.length - 1)).toBe(blank);
});
