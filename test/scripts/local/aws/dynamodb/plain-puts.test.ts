import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { plainPuts } from "../../../../../scripts/local/aws/dynamodb/plain-puts.ts";
import { ITEM_BYTES } from "../../../../../shared/limits.ts";

const bodyOf = (items: object[], table = "tab") =>
  JSON.stringify({ RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) } });
const read = (body: string) => plainPuts(Buffer.from(body));

const plain = {
  pk: { S: "user#1" },
  sk: { N: "-1.5" },
  features: { M: { clicks: { N: "1" }, rate: { N: "0.25" } } },
};

test("reads what the clients write: each item's own JSON, and its attributes but for the maps", () => {
  const other = { pk: { S: "" }, none: { M: {} } };
  expect(read(bodyOf([plain, other]))).toEqual({
    table: "tab",
    puts: [
      { json: JSON.stringify(plain), attributes: { pk: { S: "user#1" }, sk: { N: "-1.5" } } },
      { json: JSON.stringify(other), attributes: { pk: { S: "" } } },
    ],
  });
});

test("of a name that comes twice the last one counts, as where it is parsed", () => {
  const twice = bodyOf([{ pk: { S: "a" } }]).replace('{"pk"', '{"pk":{"S":"b"},"pk"');
  expect(read(twice)?.puts[0]?.attributes).toEqual({ pk: { S: "a" } });
});

describe("leaves to the parser", () => {
  const body = bodyOf([plain]);
  const withValue = (value: unknown) => bodyOf([{ pk: { S: "a" }, other: value }]);
  test.each([
    ["nothing", ""],
    ["another operation's body", JSON.stringify({ TableName: "tab", Item: plain })],
    ["white space", JSON.stringify(JSON.parse(body), null, 1)],
    ["a further parameter", body.replace(/\}$/, ',"ReturnConsumedCapacity":"TOTAL"}')],
    ["a second table", body.replace(/\]\}\}$/, '],"tab2":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}}]}}')],
    [
      "a deletion",
      JSON.stringify({ RequestItems: { tab: [{ DeleteRequest: { Key: { pk: { S: "a" } } } }] } }),
    ],
    ["no item", bodyOf([])],
    ["an item without attributes", bodyOf([{}])],
    ["an escape", bodyOf([{ pk: { S: 'say "no"' } }])],
    ["text beyond ASCII", bodyOf([{ pk: { S: "ä" } }])],
    ["a control character, which JSON does not allow", body.replace("user#1", "user\t1")],
    ["a number to be made canonical", withValue({ N: "1.0" })],
    ["a number that is none", withValue({ N: "one" })],
    ["the same in a map", withValue({ M: { rate: { N: "1e2" } } })],
    ["a map with a text", withValue({ M: { name: { S: "x" } } })],
    ["a map with a comma too many", withValue({ M: { a: { N: "1" } } }).replace('"1"}}', '"1"},}')],
    ["a truth value", withValue({ BOOL: true })],
    ["a binary value", withValue({ B: "AAAA" })],
    ["a set", withValue({ SS: ["a"] })],
    ["two types", withValue({ S: "a", N: "1" })],
    ["a text that is no string", withValue({ S: 1 })],
    ["an item beyond the largest size", withValue({ S: "x".repeat(ITEM_BYTES) })],
    ["the name of an object's prototype", bodyOf([{ ["__proto__"]: { S: "a" } }])],
    ["a name that comes again with a map", body.replace('"features":', '"sk":')],
    ["an item with a comma missing", body.replace('"},"sk"', '"}"sk"')],
    ["items with a comma missing", bodyOf([plain, plain]).replace("}}},", "}}}")],
    ["something behind the end", `${body} `],
  ])("%s", (_what, body) => expect(read(body)).toBeUndefined());

  test("a body that breaks off anywhere", () => {
    for (let length = 0; length < body.length; length++) expect(read(body.slice(0, length))).toBeUndefined();
  });
});

test("what it reads is what parsing gives", () => {
  const rarely = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: odd });
  const text = rarely(fc.string({ unit: fc.constantFrom(..."ab#:,{}[]") }), fc.string());
  const number = rarely(fc.integer().map(String), fc.double({ noNaN: true }).map(String));
  const value = fc.oneof(
    fc.record({ S: text }),
    fc.record({ N: number }),
    fc.record({ M: fc.dictionary(text, fc.record({ N: number })) }),
  );
  const item = fc.dictionary(text, value, { minKeys: 1 });
  const change = fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.constantFrom("", ",", '"', "}", "{", ":", "x"));
  let understood = 0;
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), fc.option(change), (items, changed) => {
      let body = bodyOf(items);
      if (changed !== null) {
        const [place, cut, put] = changed;
        const at = place % body.length;
        body = body.slice(0, at) + put + body.slice(at + cut);
      }
      const found = read(body);
      if (found === undefined) return;
      understood += 1;
      const { RequestItems } = JSON.parse(body);
      expect(Object.keys(RequestItems)).toEqual([found.table]);
      const parsed: Record<string, object>[] = RequestItems[found.table].map(
        (request: { PutRequest: { Item: object } }) => request.PutRequest.Item,
      );
      expect(found.puts.map(({ json }) => JSON.parse(json))).toEqual(parsed);
      const flat = parsed.map((each) =>
        Object.fromEntries(Object.entries(each).filter(([, v]) => !("M" in v))),
      );
      expect(found.puts.map(({ attributes }) => attributes)).toEqual(flat);
    }),
    { numRuns: 2_000 },
  );
  expect(understood).toBeGreaterThan(200);
});
