import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { valueSplitter } from "../../../scripts/send/json-values.ts";
import { LONGEST_RECORD, lineSplitter, type Splitter } from "../../../scripts/send/records.ts";

/** The records of a text that comes in pieces cut at the given places. */
function split(splitter: Splitter, text: string, cuts: readonly number[]): string[] {
  const bytes = Buffer.from(text);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const records = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    records.push(...splitter.push(bytes.subarray(from, to)));
    from = to;
  }
  records.push(...splitter.end());
  return records.map((record) => record.bytes.toString());
}

const cuts = fc.array(fc.nat());

describe("splitters", () => {
  test("lines come out as they stand, wherever the file is cut into pieces", () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((text) => !/[\r\n]/.test(text) && text.trim() !== "");
    fc.assert(
      fc.property(fc.array(line), cuts, fc.constantFrom("\n", "\r\n"), (lines, at, end) => {
        expect(split(lineSplitter(), lines.join(end), at)).toEqual(lines);
      }),
    );
  });

  test.each([{ space: undefined }, { space: 2 }])("elements of a list, indented by $space", ({ space }) => {
    const element = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(fc.array(element, { minLength: 1 }), cuts, (elements, at) => {
        const found = split(valueSplitter(true), JSON.stringify(elements, null, space), at);
        expect(found.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(elements)));
      }),
    );
  });

  test("objects over several lines, one after the other", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(object), cuts, (objects, at) => {
        const text = objects.map((each) => JSON.stringify(each, null, 2)).join("\n");
        const found = split(valueSplitter(false), text, at);
        expect(found.map((each) => JSON.parse(each))).toEqual(JSON.parse(JSON.stringify(objects)));
      }),
    );
  });

  test("nothing of a damaged list is passed over", () => {
    const found = split(valueSplitter(true), '[{"a":1},{"b":2},{"c":', []);
    expect(found).toEqual(['{"a":1}', '{"b":2}', '{"c":']);
  });

  test.each([
    { description: "a line", splitter: () => lineSplitter() },
    { description: "an element", splitter: () => valueSplitter(true) },
  ])("$description without an end is refused before it fills the memory", ({ splitter }) => {
    const endless = splitter();
    const piece = Buffer.alloc(LONGEST_RECORD / 4, "[x");
    expect(() => {
      for (let pieces = 0; pieces < 6; pieces += 1) [...endless.push(piece)];
    }).toThrow("record 1 has more than");
  });
});
