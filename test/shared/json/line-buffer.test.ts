import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { LineBuffer } from "../../../shared/json/line-buffer.ts";
import { splitLines } from "../../../shared/pack/lines.ts";

const line = fc.string({ unit: fc.constantFrom("a", "é", '"', " ", "\t", "\r", "\n") });

function bufferOf(lines: readonly string[]): LineBuffer {
  const buffer = new LineBuffer(1);
  for (const each of lines) {
    buffer.begin().text(each);
    buffer.end();
  }
  return buffer;
}

describe("LineBuffer", () => {
  test("tells which lines would not come back out of NDJSON", () => {
    fc.assert(
      fc.property(line, (text) => {
        const buffer = bufferOf(["{}"]);
        buffer.begin().text(text);
        const isLost = buffer.end();
        const back = splitLines(buffer.slice(0, 2)).map(String);
        expect(isLost).toBe(!(back.length === 2 && back[1] === text));
      }),
    );
  });

  test("slices and keeps lines as they were written", () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(), (lines, one, other) => {
        const buffer = bufferOf(lines);
        const from = one % lines.length;
        const to = from + 1 + (other % (lines.length - from));
        expect(buffer.slice(from, to).toString()).toBe(lines.slice(from, to).join("\n"));
        buffer.keep(lines.length - from);
        expect(buffer.count).toBe(lines.length - from);
        expect(buffer.size).toBe(Buffer.byteLength(lines.slice(from).join("\n")));
        buffer.begin().text("more");
        buffer.end();
        expect(buffer.slice(0, buffer.count).toString()).toBe([...lines.slice(from), "more"].join("\n"));
      }),
    );
  });
});
