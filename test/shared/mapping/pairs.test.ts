import { describe, expect, test } from "@jest/globals";
import { withPairs } from "../../../shared/mapping/pairs.ts";

const read = (list: unknown) =>
  (withPairs({ list }, [{ path: "list", key: "key", value: "value" }]) as { list: unknown }).list;

describe("a list of keys and values is an object", () => {
  test.each([
    { description: "plain values", list: [{ key: "a", value: 1 }], is: { a: 1 } },
    {
      description: "typed values, of which one is set",
      list: [{ key: "a", value: { string_value: null, int_value: "1" } }],
      is: { a: "1" },
    },
    {
      description: "what is said of a value stands beside it",
      list: [{ key: "a", value: { string_value: "x", int_value: null, set_timestamp_micros: "5" } }],
      is: { a: "x", "a.set_timestamp_micros": "5" },
    },
    {
      description: "a value of another type alone",
      list: [{ key: "a", value: { amount: 5 } }],
      is: { a: 5 },
    },
    {
      description: "two typed values stay both",
      list: [{ key: "a", value: { string_value: "1", int_value: 1 } }],
      is: { a: { string_value: "1", int_value: 1 } },
    },
    {
      description: "an object of values",
      list: { a: { value: "x" }, b: { value: 2, timestamp_micros: 5 } },
      is: { a: "x", b: 2, "b.timestamp_micros": 5 },
    },
    { description: "an empty list", list: [], is: {} },
  ])("$description", ({ list, is }) => {
    expect(read(list)).toEqual(is);
  });
});

test.each([
  {
    description: "two of one key",
    list: [
      { key: "a", value: 1 },
      { key: "a", value: 2 },
    ],
  },
  { description: "an entry that is none", list: [{ key: "a", value: 1 }, { key: "b" }] },
  { description: "an entry with more", list: [{ key: "a", value: 1, at: 2 }] },
  { description: "a key that is no text", list: [{ key: 1, value: 1 }] },
  { description: "a plain object", list: { a: "x", b: { value: 1 } } },
  { description: "an inherited value", list: { a: { constructor: 1 } } },
  {
    description: "a name that what stands beside another has",
    list: [
      { key: "a", value: { string_value: "x", at: 1 } },
      { key: "a.at", value: 1 },
    ],
  },
  { description: "a text", list: "a=1" },
  { description: "null", list: null },
])("is kept as it is: $description", ({ list }) => {
  expect(read(list)).toEqual(list);
});
