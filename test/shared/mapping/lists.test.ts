import { describe, expect, test } from "@jest/globals";
import { mistakesOf } from "../../../shared/mapping/check.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { mapped, mappingOf } from "./builders.ts";

const mapping = mappingOf({
  lists: {
    items: {
      path: ["basket.lines", "lines"],
      fields: { product_id: ["sku", "id"], name: "title", price: { path: "cents", scale: 0.01 } },
    },
  },
});

describe("rows of a list", () => {
  test.each([
    {
      description: "each by its own paths",
      document: { lines: [{ sku: 7, title: "Pot" }, { id: "b" }] },
      items: [{ product_id: "7", name: "Pot" }, { product_id: "b" }],
    },
    {
      description: "of the first path that has a list of objects",
      document: { basket: { lines: [{ sku: "a" }] }, lines: [{ sku: "b" }] },
      items: [{ product_id: "a" }],
    },
    {
      description: "with what no rule takes under its own name",
      document: { lines: [{ sku: "a", colour: { name: "red" } }] },
      items: [{ product_id: "a", colour: { name: "red" } }],
    },
    {
      description: "with what stands in an object that is called as a field",
      document: { lines: [{ sku: "a", variant: { id: 7, size: { cm: 5 } }, brand: {} }] },
      items: [{ product_id: "a", "variant.id": 7, "variant.size": { cm: 5 } }],
    },
    {
      description: "with a changed value also as it was",
      document: { lines: [{ cents: 1999 }] },
      items: [{ price: 19.99, cents: 1999 }],
    },
    {
      description: "with both values where a rule takes another one's name",
      document: { lines: [{ title: "Pot", name: "Pot, red" }] },
      items: [{ name: "Pot", _name: "Pot, red" }],
    },
    {
      description: "also where the list is a text of JSON",
      document: { lines: '[{"sku":7,"cents":1999}]' },
      items: [{ product_id: "7", price: 19.99, cents: 1999 }],
    },
    {
      description: "also where the list is an object by numbers",
      document: { lines: { 0: { sku: "a" }, 2: { sku: "b" } } },
      items: [{ product_id: "a" }, { product_id: "b" }],
    },
    {
      description: "but not of an object by names",
      document: { lines: { a: { sku: "a" } } },
      items: undefined,
    },
    { description: "but not of texts", document: { lines: ["a", "b"] }, items: undefined },
    {
      description: "but not of numbers with more digits than a number of this program has",
      document: { lines: [JSON.rawJSON("9007199254740993")] },
      items: undefined,
    },
    { description: "but not of nothing", document: { lines: [] }, items: undefined },
  ])("are mapped $description", ({ document, items }) => {
    expect(mapped(mapping, document).items).toEqual(items);
  });

  test("do not stand among the properties a second time, and a list that is none stays there", () => {
    expect(mapped(mapping, { lines: [{ sku: "a" }] }).properties).toBeUndefined();
    expect(mapped(mapping, { lines: ["a"] }).properties).toEqual({ lines: '["a"]' });
  });
});

test.each(["any_case", "camel_or_snake"] as const)("are found, and what is in them, by %s", (names) => {
  const found = mappingOf({
    names,
    lists: { items: { path: "cart.lineItems", fields: { price: "unitPrice", name: "title" } } },
  });
  const { items, properties } = mapped(found, { cart: { line_items: [{ unit_price: 5, title: "Pot" }] } });
  expect(items).toEqual([{ price: 5, name: "Pot" }]);
  expect(properties).toBeUndefined();
});

test("what is to be omitted is not kept, wherever it stands", () => {
  const quiet = mappingOf({ omit: ["customer.email", "phone", "none.at.all"] });
  expect(mapped(quiet, { phone: "1", customer: { email: "a@b", tier: "gold" } }).properties).toEqual({
    "customer.tier": "gold",
  });
});

test.each<{ lists: NonNullable<SourceMapping["lists"]>; mistake: string }>([
  {
    lists: { itms: { path: "a", fields: {} } },
    mistake: 'lists/itms: a raw event has no list "itms"; did you mean "items"?',
  },
  {
    lists: { items: { path: "a", fields: { prize: "b" } } },
    mistake: 'lists/items/fields/prize: a row of items has no field "prize"; did you mean "price"?',
  },
  {
    lists: { items: { path: "a", fields: { price: { constant: 1, path: "b" } } } },
    mistake:
      'lists/items/fields/price: needs exactly one of "path", "constant", "template" and "seconds_between"',
  },
])("a mistake in a list is named: $mistake", ({ lists, mistake }) => {
  expect(mistakesOf(mappingOf({ lists }))).toEqual([mistake]);
});

test("rules for rows belong under lists", () => {
  expect(mistakesOf(mappingOf({ fields: { items: "lines" } }))).toEqual([
    'fields/items: rules for the rows of a list stand beside "fields", under "lists"',
  ]);
});
