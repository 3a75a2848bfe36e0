import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { utf8 } from "../../../shared/json/utf8.ts";
import { anyText } from "../../builders/any-text.ts";

/** The platform's own decoder, which throws. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

describe("bytes as text", () => {
  test("are the text that was encoded", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(utf8(Buffer.from(text))).toBe(text.toWellFormed());
      }),
    );
  });

  test("are what a strict decoder makes of them, or nothing", () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc
        .array(fc.constantFrom("61", "c3", "a9", "ed", "a0", "80", "efbfbd", "f0", "9f", "efbbbf", "ff"))
        .map((pieces) => new Uint8Array(Buffer.from(pieces.join(""), "hex"))),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        expect(utf8(some)).toBe(decoded(some));
      }),
    );
  });

  test("are read from where the view begins to where it ends", () => {
    const all = new Uint8Array(Buffer.from("\xff\xffabc\xff", "latin1"));
    expect(utf8(all.subarray(2, 5))).toBe("abc");
  });

  test("may say the character that the decoder puts for others", () => {
    expect(utf8(Buffer.from("a\ufffdb"))).toBe("a\ufffdb");
  });
});
