import { describe, expect, test } from "@jest/globals";
import { FAILED, readers } from "../../../../../../scripts/local/runtime/firehose/convert/openx.ts";
import type { SimpleType } from "../../../../../../shared/columns/simple-type.ts";

const AT = "2026-01-02T03:00:00.123Z";
const AT_SECOND = "2026-01-02T03:00:00.000Z";

describe("a JSON value in a column of a type", () => {
  test.each([
    { type: "string", value: "a", expected: "a" },
    { type: "string", value: "", expected: "" },
    { type: "string", value: 1.5, expected: "1.5" },
    { type: "string", value: true, expected: "true" },
    { type: "string", value: { a: [1] }, expected: '{"a":[1]}' },
    { type: "double", value: 1, expected: 1 },
    { type: "double", value: "-1.5e3", expected: -1500 },
    { type: "double", value: "", expected: FAILED },
    { type: "double", value: "1,5", expected: FAILED },
    { type: "double", value: "0x10", expected: FAILED },
    { type: "double", value: true, expected: FAILED },
    { type: "int", value: 7, expected: 7 },
    { type: "int", value: "-7", expected: -7 },
    { type: "int", value: 2147483647, expected: 2147483647 },
    { type: "int", value: 2147483648, expected: FAILED },
    { type: "int", value: 1.5, expected: FAILED },
    { type: "int", value: "1.0", expected: FAILED },
    { type: "bigint", value: 2147483648, expected: 2147483648 },
    { type: "bigint", value: "9223372036854775807", expected: "9223372036854775807" },
    { type: "bigint", value: "9223372036854775808", expected: FAILED },
    { type: "bigint", value: 1.5, expected: FAILED },
    { type: "boolean", value: false, expected: false },
    { type: "boolean", value: "true", expected: true },
    { type: "boolean", value: 1, expected: FAILED },
    { type: "timestamp", value: "2026-01-02T03:00:00.123Z", expected: AT },
    { type: "timestamp", value: "2026-01-02T03:00:00Z", expected: AT_SECOND },
    { type: "timestamp", value: "2026-01-02T03:00:00.123456Z", expected: AT },
    { type: "timestamp", value: "2026-01-02 03:00:00", expected: AT_SECOND },
    { type: "timestamp", value: "2026-01-02 03:00:00.123", expected: AT },
    { type: "timestamp", value: 1767322800, expected: AT_SECOND },
    { type: "timestamp", value: 1767322800.123, expected: AT },
    { type: "timestamp", value: 1767322800123, expected: AT },
    { type: "timestamp", value: "1767322800123", expected: AT },
    { type: "timestamp", value: "2026-01-02T03:00:00+01:00", expected: FAILED },
    { type: "timestamp", value: "2026-01-02", expected: FAILED },
    { type: "timestamp", value: "2026-02-30T00:00:00.000Z", expected: FAILED },
    { type: "timestamp", value: "yesterday", expected: FAILED },
    { type: "timestamp", value: {}, expected: FAILED },
    { type: "string", value: "\ud83d!", expected: "\ufffd!" },
    { type: "map<string,string>", value: {}, expected: {} },
    {
      type: "map<string,string>",
      value: { A: "x", b: 1, c: null, d: { e: [] } },
      expected: { A: "x", b: "1", c: null, d: '{"e":[]}' },
    },
    { type: "map<string,string>", value: "text", expected: FAILED },
    { type: "map<string,string>", value: ["a"], expected: FAILED },
  ])("$value as $type", ({ type, value, expected }) => {
    const found = readers[type as SimpleType](value);
    expect(typeof found === "object" ? { ...found } : found).toEqual(expected);
  });
});
