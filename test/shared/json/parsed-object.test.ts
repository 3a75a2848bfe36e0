import { expect, test } from "@jest/globals";
import { parsedObject } from "../../../shared/json/parsed-object.ts";

test.each([
  { text: '{"a":1}', object: { a: 1 } },
  { text: " {} ", object: {} },
  { text: "[{}]", object: undefined },
  { text: "null", object: undefined },
  { text: '"{}"', object: undefined },
  { text: '{"a":1', object: undefined },
  { text: "", object: undefined },
])("$text is the object $object", ({ text, object }) => {
  expect(parsedObject(text)).toEqual(object);
});
