import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  asciiJson,
  asciiPayload,
  jsonPayload,
  payloadOf,
} from "../../../../../scripts/local/runtime/lambda/payload.ts";
import { anyText } from "../../../../builders/any-text.ts";

describe("a payload", () => {
  test("is the text it was made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { bytes, text: back } = payloadOf(text);
        expect([bytes.byteLength, back()]).toEqual([Buffer.byteLength(text), text]);
      }),
    );
  });

  test("of pieces is the pieces in a row", () => {
    const pieces = fc.array(fc.base64String());
    fc.assert(fc.property(pieces, (list) => expect(asciiPayload(list).text()).toBe(list.join(""))));
  });

  test("of a value is its JSON, whatever stands in its long texts", () => {
    const base64 = fc
      .uint8Array({ minLength: 3_060, maxLength: 3_080 })
      .map((bytes) => Buffer.from(bytes).toString("base64"));
    const odd = fc
      .tuple(base64, fc.nat(5_000), anyText())
      .map(([text, at, stranger]) => text.slice(0, at) + stranger + text.slice(at));
    const lookAlike = fc
      .tuple(base64, fc.nat(4_000), fc.integer({ min: 0x100, max: 0xd700 }))
      .map(([text, at, unit]) => text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1));
    const value = fc.dictionary(fc.string(), fc.oneof(base64, odd, lookAlike, fc.jsonValue()));
    fc.assert(
      fc.property(value, (each) => {
        expect(jsonPayload(each).text()).toBe(JSON.stringify(each));
      }),
      { numRuns: 500 },
    );
  });

  test("of nothing is null", () => {
    expect(jsonPayload(undefined).text()).toBe("null");
  });

  test("is read by other threads without a copy", () => {
    expect(payloadOf("{}").bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(asciiPayload(["{}"]).bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

test("JSON without anything beyond ASCII says the same", () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const json = asciiJson({ [text]: text });
      expect(Buffer.byteLength(json)).toBe(json.length);
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }),
  );
});
