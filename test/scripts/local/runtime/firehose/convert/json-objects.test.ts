import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonObjects } from "../../../../../../scripts/local/runtime/firehose/convert/json-objects.ts";

describe("the JSON objects of a record", () => {
  test.each([
    { text: '{"a":1}\n{"a":2}\n', objects: [{ a: 1 }, { a: 2 }] },
    { text: '{"a":1}{"a":2}', objects: [{ a: 1 }, { a: 2 }] },
    { text: '{"a":\n1}\n\n {"a":[{"b":2}]}', objects: [{ a: 1 }, { a: [{ b: 2 }] }] },
    { text: '{"a":"}{\\"\\\\"}{"b":1}', objects: [{ a: '}{"\\' }, { b: 1 }] },
    { text: "", objects: [] },
    { text: " \n", objects: [] },
  ])("$text", ({ text, objects }) => {
    expect(jsonObjects(text)).toEqual(objects);
  });

  test.each(["[1]", '[{"a":1},{"a":2}]', '{"a":1', "text", "1", '"{}"', "null", '{"a":1}]', '{"a":1}\nx'])(
    "%s is refused",
    (text) => {
      expect(() => jsonObjects(text)).toThrow(SyntaxError);
    },
  );

  test("whatever the objects and the space between them, they are all found", () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
    const space = fc.constantFrom("", " ", "\n", "\r\n");
    fc.assert(
      fc.property(objects, space, (list, between) => {
        const texts = list.map((each) => JSON.stringify(each));
        expect(jsonObjects(texts.join(between))).toEqual(texts.map((text) => JSON.parse(text)));
      }),
    );
  });
});
