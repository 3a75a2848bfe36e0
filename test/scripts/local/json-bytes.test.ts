import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseAround, withLong } from "../../../scripts/local/json-bytes.ts";

const base64 = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(asBase64);
const asBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const read = (text: string) => {
  const json = withLong(Buffer.from(text), "Data");
  return { cut: json.long.length / 2, value: parseAround(json) };
};

describe("a JSON text with long values of an attribute", () => {
  test("says what the parser says, whatever stands around them", () => {
    const record = fc.record({
      Data: fc.oneof(base64(10), base64(4_000)),
      PartitionKey: fc.string({ unit: "grapheme" }),
      more: fc.jsonValue(),
    });
    const request = fc.record({ Records: fc.array(record, { maxLength: 5 }), Data: fc.jsonValue() });
    fc.assert(
      fc.property(request, (each) => {
        const { cut, value } = read(JSON.stringify(each));
        expect(value).toEqual(JSON.parse(JSON.stringify(each)));
        expect(cut).toBe(each.Records.filter(({ Data }) => Data.length >= 4_096).length);
      }),
    );
  });

  test.each([
    { what: "an escape in the value", text: JSON.stringify({ Data: `${"a".repeat(5_000)}\n` }) },
    { what: "the name inside of a text", text: JSON.stringify({ a: `"Data":"${"a".repeat(5_000)}` }) },
    { what: "the name with a space behind it", text: `{"Data": "${"a".repeat(5_000)}"}` },
    { what: "nothing", text: "null" },
  ])("$what is left to the parser", ({ text }) => {
    expect(read(text)).toEqual({ cut: 0, value: JSON.parse(text) });
  });

  test.each([
    { what: "no end of the value", text: `{"Data":"${"a".repeat(5_000)}` },
    { what: "no end of the object", text: `{"Data":"${"a".repeat(5_000)}"` },
    { what: "the name outside of a text", text: `{"a":"x"Data":"${"a".repeat(5_000)}"}` },
    { what: "nothing", text: "" },
  ])("$what is refused", ({ text }) => {
    expect(() => read(text)).toThrow(SyntaxError);
  });
});
