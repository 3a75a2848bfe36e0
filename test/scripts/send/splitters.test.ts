import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { lineSplitter } from "../../../scripts/send/json-lines.ts";
import { valueSplitter } from "../../../scripts/send/json-values.ts";
import { LONGEST_RECORD, type Splitter } from "../../../scripts/send/records.ts";

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
        const found = split(valueSplitter(), JSON.stringify(elements, null, space), at);
        expect(found.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(elements)));
      }),
    );
  });

  test("objects over several lines, one after the other", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(object), cuts, (objects, at) => {
        const text = objects.map((each) => JSON.stringify(each, null, 2)).join("\n");
        const found = split(valueSplitter(), text, at);
        expect(found.map((each) => JSON.parse(each))).toEqual(JSON.parse(JSON.stringify(objects)));
      }),
    );
  });

  test.each([
    {
      description: "a list that is cut off",
      text: '[{"a":1},{"b":2},{"c":',
      found: ['{"a":1}', '{"b":2}', '{"c":'],
    },
    { description: "a comma behind the last element", text: '[{"a":1},\n]', found: ['{"a":1}'] },
    {
      description: "a list after the other",
      text: '[{"a":1}]\n[{"b":2},[1]]{"c":3}',
      found: ['{"a":1}', '{"b":2}', "[1]", '{"c":3}'],
    },
    {
      description: "elements that are no objects",
      text: '[{"a":1}, 5 ,"x,]",null]',
      found: ['{"a":1}', "5", '"x,]"', "null"],
    },
    { description: "an empty list", text: " [ ] ", found: [] },
    { description: "a list of numbers", text: "[1,\n2]", found: ["[1,\n2]"] },
    {
      description: "objects with commas between them",
      text: '{"a":1},\n{"b":2},',
      found: ['{"a":1}', '{"b":2}'],
    },
    {
      description: "garbage between objects",
      text: '{"a":1} x"y {"b":\n2}\nz\n{"c":3}',
      found: ['{"a":1}', 'x"y {"b":', "2}", "z", '{"c":3}'],
    },
    {
      description: "a sequence of texts, some on several lines",
      text: '\x1e{"a":1}\n\x1e{"b":\n2}\n\x1e[{"c":3}]\n',
      found: ['{"a":1}', '{"b":\n2}', '{"c":3}'],
    },
    {
      description: "a sequence without lines",
      text: '\x1e{"a":1}\x1e{"b":2}',
      found: ['{"a":1}', '{"b":2}'],
    },
    {
      description: "texts of a sequence that are cut off, each by itself",
      text: '\x1e{"a":1\n\x1e{"b":"x\n\x1e{"c":"\\\n\x1e[{"d":4},{"e":\n\x1e{"f":6},{"g":7}\n',
      found: ['{"a":1', '{"b":"x', '{"c":"\\', '{"d":4}', '{"e":', '{"f":6}', '{"g":7}'],
    },
    {
      description: "a list of a sequence that is cut off, behind which lines are lines again",
      text: '\x1e[{"a":1},\n\x1ex\ny\n',
      found: ['{"a":1}', "x", "y"],
    },
    {
      description: "a separator in a text, which is damaged",
      text: '{"a":"x\x1ey"}{"b":2}',
      found: ['{"a":"x\x1ey"}', '{"b":2}'],
    },
    {
      description: "marks between files put together",
      text: '\ufeff{"a":1}\n\ufeff[{"b":2}]',
      found: ['{"a":1}', '{"b":2}'],
    },
  ])("values: $description", ({ text, found }) => {
    for (const cuts of [[], [1, 3, 7, 9, 12], Array.from(text, (_, at) => at)])
      expect(split(valueSplitter(), text, cuts)).toEqual(found);
  });

  test.each([
    {
      description: "a line that is a list of events",
      text: '{"a":1}\n[{"b":2}, {"c":3}]\n{"d":4}',
      found: ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}'],
    },
    {
      description: "such a line that is cut off",
      text: '[{"b":2},{"c":\n{"d":4}',
      found: ['{"b":2}', '{"c":', '{"d":4}'],
    },
    {
      description: "a line that is another list",
      text: '[1,2]\n[2026-01-01] GET /\n["a"]',
      found: ["[1,2]", "[2026-01-01] GET /", '["a"]'],
    },
    {
      description: "lines cut out of a list",
      text: '{"a":1},\r\n{"b":2}, \n',
      found: ['{"a":1}', '{"b":2}'],
    },
    {
      description: "marks between files put together",
      text: '\ufeff{"a":1}\n\ufeff{"b":2}\n',
      found: ['{"a":1}', '{"b":2}'],
    },
  ])("lines: $description", ({ text, found }) => {
    for (const cuts of [[], [1, 3, 7, 9, 12], Array.from(text, (_, at) => at)])
      expect(split(lineSplitter(), text, cuts)).toEqual(found);
  });

  test.each([
    {
      description: "lines",
      splitter: lineSplitter,
      text: '\n{"a":1}\n\n[{"b":2},\t{"c":3}]\n{"d":4}',
      places: ["2", "4.1", "4.2", "5"],
    },
    {
      description: "values",
      splitter: () => valueSplitter(),
      text: '\n[\n{"a":\n1},\n\n{"b":2},{"c":3}]',
      places: ["3.1", "6.2", "6.3"],
    },
  ])("$description say where they begin", ({ splitter, text, places }) => {
    const one = splitter();
    const records = [...one.push(Buffer.from(text)), ...one.end()];
    expect(records.map(({ line, part }) => [line, part].filter(Boolean).join("."))).toEqual(places);
  });

  test.each([
    { description: "a line", splitter: () => lineSplitter() },
    { description: "an element", splitter: () => valueSplitter() },
  ])("$description without an end is refused before it fills the memory", ({ splitter }) => {
    const endless = splitter();
    const piece = Buffer.alloc(LONGEST_RECORD / 4, "[x");
    expect(() => {
      for (let pieces = 0; pieces < 6; pieces += 1) [...endless.push(piece)];
    }).toThrow("the record that begins on line 1 has more than");
  });
});
