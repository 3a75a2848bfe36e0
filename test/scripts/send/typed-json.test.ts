import { describe, expect, test } from "@jest/globals";
import { untyped } from "../../../scripts/send/typed-json.ts";
import { parseExact } from "../../../shared/json/exact.ts";

const plain = (json: string, read: readonly string[] = []) =>
  untyped(parseExact(json) as Record<string, unknown>, (name) => read.includes(name))
    ?.map((document) => JSON.stringify(document))
    .join("\n");

describe("a document without the types of its values", () => {
  test.each([
    {
      description: "of MongoDB",
      json: '{"_id":{"$oid":"65"},"at":{"$date":"2026-11-20T10:00:00Z"},"user":{"$numberLong":"9007199254740993"},"cart":[{"price":{"$numberDecimal":"12.50"}}],"name":"a"}',
      found:
        '{"_id":"65","at":"2026-11-20T10:00:00Z","user":9007199254740993,"cart":[{"price":12.5}],"name":"a"}',
    },
    {
      description: "of MongoDB, with instants as numbers",
      json: '{"at":{"$date":{"$numberLong":"1795168800000"}},"was":{"$date":1795168800000}}',
      found: '{"at":1795168800000,"was":1795168800000}',
    },
    {
      description: "of MongoDB, with what is no number",
      json: '{"x":{"$numberDouble":"NaN"},"y":{"$numberDouble":"-Infinity"}}',
      found: '{"x":"NaN","y":"-Infinity"}',
    },
    {
      description: "of MongoDB, with types below its first level alone",
      json: '{"user":{"id":{"$numberLong":"7"}},"cart":[{"id":{"$oid":"65"}}]}',
      found: '{"user":{"id":7},"cart":[{"id":"65"}]}',
    },
    {
      description: "of MongoDB's oplog",
      json: '{"ts":{"$timestamp":{"t":1795168800,"i":2}}}',
      found: '{"ts":1795168800}',
    },
    {
      description: "of MongoDB, with a UUID and with other bytes",
      json: '{"id":{"$binary":{"base64":"AAECAwQFBgcICQoLDA0ODw==","subType":"04"}},"b":{"$binary":{"base64":"AA==","subType":"04"}},"c":{"$binary":{"base64":"AAECAwQFBgcICQoLDA0ODw==","subType":"03"}}}',
      found:
        '{"id":"00010203-0405-0607-0809-0a0b0c0d0e0f","b":{"$binary":{"base64":"AA==","subType":"04"}},"c":{"$binary":{"base64":"AAECAwQFBgcICQoLDA0ODw==","subType":"03"}}}',
    },
    {
      description: "of DynamoDB by itself",
      json: '{"id":{"S":"a"},"n":{"N":"1"}}',
      found: '{"id":"a","n":1}',
    },
    {
      description: "of DynamoDB",
      json: '{"Item":{"id":{"S":"a"},"n":{"N":"1234567890123456789"},"ok":{"BOOL":true},"no":{"NULL":true},"map":{"M":{"b":{"L":[{"S":"x"},{"N":"1"}]}}},"set":{"NS":["1","2"]}}}',
      found: '{"id":"a","n":1234567890123456789,"ok":true,"no":null,"map":{"b":["x",1]},"set":[1,2]}',
    },
    {
      description: "of a scan of DynamoDB",
      json: '{"Items":[{"id":{"S":"a"}},{"id":{"S":"b"}}],"Count":2,"ConsumedCapacity":null}',
      found: '{"id":"a"}\n{"id":"b"}',
    },
  ])("$description", ({ json, found }) => {
    expect(plain(json)).toBe(found);
  });

  test.each([
    { description: "an event", json: '{"a":1,"b":{"c":2}}' },
    { description: "a name with a $ of another kind", json: '{"a":{"$set":1}}' },
    { description: "a type beside something else", json: '{"a":{"$date":1,"b":2}}' },
    { description: "an item beside something else", json: '{"id":{"S":"a"},"b":1}' },
    { description: "an Item that is no item of a table", json: '{"Item":{"name":"Pot"}}' },
    { description: "Items of an order", json: '{"Items":[{"name":"Pot"}]}' },
    { description: "Items that say nothing", json: '{"Items":[{}],"Count":1}' },
    { description: "Items that nobody counted", json: '{"Items":[{"id":{"S":"a"}}],"event":"x"}' },
    { description: "an Item among other attributes", json: '{"Item":{"id":{"S":"a"}},"event":"x"}' },
  ])("$description is as it came", ({ json }) => {
    expect(plain(json)).toBeUndefined();
  });

  test("is not made where a mapping reads the types", () => {
    expect(plain('{"at":{"$date":"2026"}}', ["$date"])).toBeUndefined();
    expect(plain('{"Item":{"id":{"S":"a"}}}', ["Item"])).toBeUndefined();
    expect(plain('{"id":{"S":"a"}}', ["S"])).toBeUndefined();
    expect(plain('{"Items":[{"id":{"S":"a"}}],"Count":1}', ["Items"])).toBeUndefined();
  });
});
