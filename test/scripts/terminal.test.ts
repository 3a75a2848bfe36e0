import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { oneLine, printable, printableJson } from "../../scripts/terminal.ts";

describe("printable", () => {
  test.each([
    {
      description: "a command to the terminal",
      text: "\u001b]0;title\u0007\u001b[31mred",
      shown: "�]0;title��[31mred",
    },
    { description: "a command that begins with one C1 control", text: "\u009b2J", shown: "�2J" },
    { description: "a line that is written over", text: "failed 9\rfailed 0", shown: "failed 9�failed 0" },
    { description: "what was erased", text: "ab\u0008\u007fc", shown: "ab��c" },
    {
      description: "text that is turned around",
      text: "\u202etxt.exe\u2066a\u2069\u200f",
      shown: "�txt.exe�a��",
    },
    { description: "line separators", text: "a\u2028b\u2029c\u0085d", shown: "a�b�c�d" },
    { description: "lines and tabs of ours", text: "a\n\tb\n", shown: "a\n\tb\n" },
    { description: "any other text", text: "Zoë 👩‍👩‍👧 שלום…", shown: "Zoë 👩‍👩‍👧 שלום…" },
  ])("$description", ({ text, shown }) => {
    expect(printable(text)).toBe(shown);
  });

  test("leaves no control and no character of the bidirectional algorithm", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text).replaceAll(/[\n\t]/g, "")).not.toMatch(
          /\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u,
        );
      }),
    );
  });
});

test("printableJson says the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = printableJson(JSON.stringify([text], null, 2));
      expect(JSON.parse(json)).toEqual([text]);
      expect(printable(json)).toBe(json);
    }),
  );
});

test("oneLine is one line, with the blanks of ours", () => {
  expect(oneLine("  first: e-1\r\n\tAll hold.\u2028\u001b[K")).toBe("  first: e-1 All hold. �[K");
});
