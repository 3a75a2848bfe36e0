import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isPlain } from "../../../../../scripts/local/aws/dynamodb/plain.ts";

const bytes = fc.oneof(
  fc.string().map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 12 }).map((some) => Buffer.from(some)),
);

test("plain is what has no control character and nothing beyond ASCII, wherever the bytes lie", () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 7 }), (some, offset) => {
      const around = Buffer.alloc(some.length + 16, 0xff);
      around.set(some, offset);
      const expected = some.every((byte) => byte >= 0x20 && byte < 0x80);
      expect(isPlain(around.subarray(offset, offset + some.length))).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
