import { expect, test } from "@jest/globals";
import { jsonType } from "../../../shared/json/json-type.ts";

test.each([
  [null, "null"],
  [undefined, "nothing"],
  [[], "array"],
  [{}, "object"],
  ["", "string"],
  [0, "number"],
  [false, "boolean"],
])("%p is %s", (value, type) => {
  expect(jsonType(value)).toBe(type);
});
