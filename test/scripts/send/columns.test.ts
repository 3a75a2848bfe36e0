import { describe, expect, test } from "@jest/globals";
import { documentTableOf } from "../../../scripts/send/columns.ts";
import { mappings } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { context, mapped, mappingOf } from "../../shared/mapping/builders.ts";

/** The event of a row. */
function eventOf(mapping: SourceMapping, columns: Record<string, string>) {
  const table = documentTableOf(mapping, Object.keys(columns), new Set());
  return mapped(table.mapping, table.documentOf(Object.values(columns)), context());
}

const named = (name: string) => mappings.get(name)!;

describe("a column is found", () => {
  const times = { timestamp: "2026-11-20T10:00:00Z" };

  test.each<{ description: string; columns: Record<string, string> }>([
    { description: "by its exact name", columns: { userId: "u", eventName: "x" } },
    { description: "in another case", columns: { USERID: "u", eventname: "x" } },
    { description: "with spaces and underscores", columns: { "User ID": "u", event_name: "x" } },
    { description: "by a path of several keys", columns: { "user.id": "u", event: "x" } },
    { description: "by such a path with underscores", columns: { user_id: "u", Event: "x" } },
  ])("$description", ({ columns }) => {
    expect(eventOf(named("camel"), { ...columns, ...times })).toMatchObject({
      user_id: "u",
      event_name: "x",
    });
  });

  test("by a path that one attribute has, and another depends on", () => {
    const columns = { userId: "u", eventName: "Order Completed", ...times, Total: "44", Tax: "4" };
    const event = eventOf(named("camel"), columns);
    expect(event).toMatchObject({ tax: 4 });
    // A total with tax in it is not what the goods are worth.
    expect(event).not.toHaveProperty("order_value");
  });

  test("by templates, conditions, identity and metadata as well", () => {
    const mapping = mappingOf({
      fields: {
        user_id: { template: "{Vendor ID}-{zone.id}" },
        event_name: [{ path: "kind", when: { mode: ["on"] } }, { constant: "other" }],
      },
      metadata: { source: "siteName" },
      identity: ["row.id"],
    });
    const columns = {
      vendor_id: "7",
      "Zone ID": "z",
      Kind: "click",
      MODE: "on",
      "site-name": "s",
      ROW_ID: "1",
    };
    const event = eventOf(mapping, columns);
    expect(event).toMatchObject({ user_id: "7-z", event_name: "click", metadata: { source: "s" } });
    expect(eventOf(mapping, { ...columns, more: "!" }).event_id).toBe(event.event_id);
  });

  test("and keeps its own name where it goes to the properties", () => {
    const event = eventOf(named("camel"), {
      "User ID": "u",
      Event: "x",
      "Unit Price": "1",
      PRICE: "1.50",
      ...times,
    });
    expect(event).toMatchObject({ price: 1.5, properties: { PRICE: "1.50", "Unit Price": "1" } });
  });

  test("not where two could be meant", () => {
    const { mapping, documentOf } = documentTableOf(
      named("camel"),
      ["User ID", "user-id", "event", "timestamp"],
      new Set(),
    );
    const result = mapDocument(mapping, documentOf(["u", "v", "x", times.timestamp]), context());
    expect(result).toMatchObject({
      ok: false,
      errors: [{ message: "nothing gives user_id or anonymous_id" }],
    });
  });

  test("not where two attributes could be meant", () => {
    const mapping = mappingOf({ fields: { order_id: "a_b", product_id: "aB" } });
    expect(eventOf(mapping, { "A B": "1" })).not.toMatchObject({ order_id: "1" });
    expect(eventOf(mapping, { aB: "1" })).toMatchObject({ product_id: "1" });
  });

  test("and the exact one goes before all others", () => {
    const mapping = mappingOf({ fields: { order_id: ["id"] } });
    expect(eventOf(mapping, { ID: "2", id: "1" })).toMatchObject({ order_id: "1", properties: { ID: "2" } });
  });
});

describe("no value", () => {
  const mapping = mappingOf({ fields: { price: "price", client_sent_at: "sent", search_term: "term" } });

  test.each(["null", "NULL", "NaN", "nan", "None", "N/A", "\\N", "-", " n/a ", "#N/A"])(
    "is %j where a number or a time is expected, and a text elsewhere",
    (word) => {
      const event = eventOf(mapping, { price: word, sent: word, term: word, note: word });
      expect(event).not.toHaveProperty("price");
      expect(event).not.toHaveProperty("client_sent_at");
      const texts = word === "\\N" ? {} : { search_term: word, properties: { note: word } };
      expect(event).toMatchObject(texts);
    },
  );

  test("is not a word in a column that is also read as a text", () => {
    const both = mappingOf({ fields: { price: "amount", order_id: "amount" } });
    const table = documentTableOf(both, ["amount"], new Set());
    expect(table.documentOf(["-"])).toEqual({ amount: "-" });
  });

  test("is not a word in a column that a number only depends on", () => {
    const conditional = mappingOf({ fields: { price: { path: "amount", when: { kind: ["sale"] } } } });
    expect(documentTableOf(conditional, ["amount", "kind"], new Set()).documentOf(["1", "none"])).toEqual({
      amount: "1",
      kind: "none",
    });
  });

  test("is an empty cell, and one that is missing", () => {
    expect(documentTableOf(mapping, ["a", "b", "c"], new Set()).documentOf(["1", ""])).toEqual({ a: "1" });
  });
});

describe("rows of raw events", () => {
  const read = (columns: Record<string, string>) =>
    documentTableOf(named("native"), Object.keys(columns), new Set()).documentOf(Object.values(columns));

  test("have numbers, times and maps as the schema wants them", () => {
    expect(
      read({
        event_id: "007",
        price: "19.90",
        quantity: "2.0",
        viewport_w: "1280",
        x: "-1.5e1",
        client_created_at: "1763632800000",
        client_sent_at: "2026-11-20T10:00:00Z",
        metadata: '{"source":"shop"}',
        zip_code: "00501",
      }),
    ).toEqual({
      event_id: "007",
      price: 19.9,
      quantity: 2,
      viewport_w: 1280,
      x: -15,
      client_created_at: 1763632800000,
      client_sent_at: "2026-11-20T10:00:00Z",
      metadata: { source: "shop" },
      zip_code: "00501",
    });
  });

  test.each<{ description: string; columns: Record<string, string> }>([
    { description: "a number with more digits than a double has", columns: { price: "9007199254740993" } },
    { description: "a number in words", columns: { price: "nine" } },
    { description: "a decimal comma", columns: { price: "9,5" } },
    { description: "epoch seconds", columns: { client_created_at: "1763632800" } },
    { description: "a date without marks", columns: { client_created_at: "20261120" } },
    { description: "a map that is none", columns: { properties: "[1]" } },
    { description: "an unknown column", columns: { colour: "1.0" } },
  ])("$description stays the text that it is", ({ columns }) => {
    expect(read(columns)).toEqual(columns);
  });

  test("have columns of any spelling, and keys of maps as columns", () => {
    const columns = {
      "User ID": "u",
      EventName: "x",
      "properties.colour": "red",
      "metadata.source": "s",
      properties: '{"size":1}',
      Price: "null",
    };
    expect(read(columns)).toEqual({
      user_id: "u",
      event_name: "x",
      metadata: { source: "s" },
      properties: { size: 1, colour: "red" },
    });
  });

  test("lose nothing where a map and its keys do not go together", () => {
    const columns = { properties: "text", "properties.a": "1" };
    expect(read(columns)).toEqual(columns);
    expect(read({ "properties.a": "1", properties: '{"a":2}' })).toEqual({
      properties: { a: 2 },
      "properties.a": "1",
    });
  });

  test("may have a column of any name", () => {
    const event = read({ __proto__x: "1", ["__proto__"]: "2", constructor: "3" });
    expect(Object.entries(event)).toEqual([
      ["__proto__x", "1"],
      ["__proto__", "2"],
      ["constructor", "3"],
    ]);
  });
});

describe("camel: published sets of data", () => {
  const rees = {
    event_time: "2026-11-20 10:00:00 UTC",
    product_id: "44",
    price: "35.79",
    user_id: "u",
    user_session: "s",
  };
  const rocket = { timestamp: "1795168800000", visitorid: "v", itemid: "7", transactionid: "" };

  test.each([
    { description: "a view of a product", columns: { ...rees, event_type: "view" }, name: "product_view" },
    { description: "what is put into a cart", columns: { ...rees, event_type: "cart" }, name: "add_to_cart" },
    { description: "a view of an item", columns: { ...rocket, event: "view" }, name: "product_view" },
    {
      description: "a transaction with its number",
      columns: { ...rocket, event: "transaction", transactionid: "4000" },
      name: "purchase",
    },
    {
      description: "a view of something else",
      columns: { ...rees, product_id: "", event_type: "view" },
      name: "view",
    },
    {
      description: "a transaction of another kind",
      columns: { ...rocket, event: "transaction" },
      name: "transaction",
    },
  ])("$description is $name", ({ columns, name }) => {
    expect(eventOf(named("camel"), columns).event_name).toBe(name);
  });

  test("sessions are those of the set", () => {
    expect(eventOf(named("camel"), { ...rees, event_type: "view" })).toMatchObject({
      session_id: "s",
      product_id: "44",
    });
  });
});

describe("of a column of floats", () => {
  const read = (fields: SourceMapping["fields"], name: string, cell: string) =>
    documentTableOf(mappingOf({ fields }), [name], new Set([name])).documentOf([cell])[name];

  test.each<{ description: string; fields: SourceMapping["fields"]; cell?: string; found?: string }>([
    { description: "an id is the whole number", fields: { user_id: "Customer" }, found: "12345" },
    {
      description: "so is a part of one",
      fields: { session_id: { template: "s{customer}" } },
      found: "12345",
    },
    {
      description: "and one that is asked for",
      fields: { order_id: { path: "customer", when: { customer: [] } } },
      found: "12345",
    },
    { description: "a postcode is one", fields: { zip_code: "customer" }, found: "12345" },
    { description: "what is no float is as it came", fields: { user_id: "customer" }, cell: "12345.5" },
    { description: "a text is as it came", fields: { schema_version: "customer" } },
    {
      description: "what gives a text as well is as it came",
      fields: { user_id: "customer", element: "customer" },
    },
    {
      description: "a pattern sees what is written",
      fields: { user_id: { path: "customer", pattern: "(.*)\\.0" } },
    },
    {
      description: "names of values do, too",
      fields: { user_id: { path: "customer", values: { "12345.0": "a" } } },
    },
    {
      description: "and so does a condition",
      fields: { user_id: { path: "customer", unless: { customer: ["0.0"] } } },
    },
  ])("$description", ({ fields, cell = "12345.0", found = cell }) => {
    expect(read(fields, "Customer", cell)).toBe(found);
  });
});
