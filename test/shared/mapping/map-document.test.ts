import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseExact } from "../../../shared/json/exact.ts";
import { Ordinals } from "../../../shared/mapping/identity.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import type { Rules, SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { splitDocument } from "../../../shared/mapping/split.ts";
import { context, mapped, mappingOf, RECEIVED_AT } from "./builders.ts";
import { leafTexts, leavesOf } from "./leaves.ts";

/** An instant that is one, epoch ms. */
const AT = Date.UTC(2026, 2, 4, 10);

/** A document whose numbers would be in another notation as text is not what these tests are about. */
const anyDocument = fc.dictionary(
  fc.oneof(
    fc.string(),
    fc.constantFrom("__proto__", "constructor", "a.b", "a", "properties", "event_attributes"),
  ),
  fc.jsonValue({ depthSize: "medium" }),
);

const price = (rules: Rules, document: object) =>
  mapped(mappingOf({ fields: { price: rules } }), document).price;
const term = (rules: Rules, document: object) =>
  mapped(mappingOf({ fields: { search_term: rules } }), document).search_term;

describe("a rule", () => {
  test.each([
    { description: "a path", rules: "a", document: { a: "x" }, expected: "x" },
    {
      description: "a nested path",
      rules: "a.b.1.c",
      document: { a: { b: [0, { c: "x" }] } },
      expected: "x",
    },
    { description: "a dot in a key", rules: "a\\.b", document: { "a.b": "x", a: { b: "y" } }, expected: "x" },
    {
      description: "the first path that is there",
      rules: ["a", "b"],
      document: { a: null, b: "x" },
      expected: "x",
    },
    {
      description: "paths of one rule",
      rules: { path: ["a", "b"] },
      document: { a: "", b: "x" },
      expected: "x",
    },
    {
      description: "an object is no value",
      rules: ["a", "b"],
      document: { a: { b: 1 }, b: "x" },
      expected: "x",
    },
    { description: "a constant", rules: { constant: "x" }, document: {}, expected: "x" },
    {
      description: "a template",
      rules: { template: "{a}/{b.c}!" },
      document: { a: 1, b: { c: "x" } },
      expected: "1/x!",
    },
    {
      description: "a template without a part",
      rules: { template: "{a}/{b}" },
      document: { a: 1 },
      expected: undefined,
    },
    { description: "renamed", rules: { path: "a", values: { x: "y" } }, document: { a: "x" }, expected: "y" },
    {
      description: "not renamed",
      rules: { path: "a", values: { x: "y" } },
      document: { a: "z" },
      expected: "z",
    },
    {
      description: "values like names of a prototype",
      rules: { path: "a", values: { x: "y" } },
      document: { a: "constructor" },
      expected: "constructor",
    },
    {
      description: "a pattern",
      rules: { path: "a", pattern: "^q=(.*)$" },
      document: { a: "q=x" },
      expected: "x",
    },
    {
      description: "a pattern that does not match",
      rules: { path: "a", pattern: "^q=(.*)$" },
      document: { a: "x" },
      expected: undefined,
    },
    {
      description: "when",
      rules: { path: "a", when: { t: ["s"] } },
      document: { a: "x", t: "s" },
      expected: "x",
    },
    {
      description: "when not",
      rules: { path: "a", when: { t: ["s"] } },
      document: { a: "x", t: "u" },
      expected: undefined,
    },
    {
      description: "when of what is absent",
      rules: { path: "a", when: { t: ["undefined"] } },
      document: { a: "x" },
      expected: undefined,
    },
    {
      description: "when there is any value",
      rules: { path: "a", when: { t: [] } },
      document: { a: "x", t: false },
      expected: "x",
    },
    {
      description: "when there is any value, and there is none",
      rules: { path: "a", when: { t: [] } },
      document: { a: "x", t: null },
      expected: undefined,
    },
    {
      description: "unless there is any value",
      rules: { path: "a", unless: { t: [] } },
      document: { a: "x", t: "s" },
      expected: undefined,
    },
    {
      description: "unless",
      rules: { path: "a", unless: { t: ["s"] } },
      document: { a: "x", t: "s" },
      expected: undefined,
    },
    {
      description: "unless not",
      rules: { path: "a", unless: { t: ["s"] } },
      document: { a: "x" },
      expected: "x",
    },
    {
      description: "rounded, without zeros at the end",
      rules: { path: "a", round: 2 },
      document: { a: "161.0" },
      expected: "161",
    },
    {
      description: "rounded before it is renamed",
      rules: { path: "a", round: 2, values: { "1": "one" } },
      document: { a: "1.00" },
      expected: "one",
    },
    {
      description: "rounded to the decimals",
      rules: { path: "a", round: 2 },
      document: { a: -73.98765 },
      expected: "-73.99",
    },
    {
      description: "not rounded, for it has no decimals",
      rules: { path: "a", round: 2 },
      document: { a: "007" },
      expected: "007",
    },
    {
      description: "not rounded, for it is no number",
      rules: { path: "a", round: 2 },
      document: { a: "v1.0" },
      expected: "v1.0",
    },
    {
      description: "not rounded, for a number would lose digits",
      rules: { path: "a", round: 2 },
      document: { a: "12345678901234567890.0" },
      expected: "12345678901234567890.0",
    },
    {
      description: "a template of rounded parts",
      rules: { template: "{a}:{b}:0.10", round: 1 },
      document: { a: "2.0", b: "40.7499" },
      expected: "2:40.7:0.10",
    },
    { description: "what the prototype has", rules: "constructor.name", document: {}, expected: undefined },
    { description: "the length of a text", rules: "a.length", document: { a: "x" }, expected: undefined },
  ])("$description", ({ rules, document, expected }) => {
    expect(term(rules as Rules, document)).toBe(expected);
  });

  test.each([
    { description: "a text", rules: "a", document: { a: "12.50" }, expected: 12.5 },
    { description: "a negative one with blanks", rules: "a", document: { a: " -1e2 " }, expected: -100 },
    { description: "cents", rules: { path: "a", scale: 0.01 }, document: { a: 110 }, expected: 1.1 },
    {
      description: "the second path when the first is no number",
      rules: ["a", "b"],
      document: { a: "n/a", b: 2 },
      expected: 2,
    },
  ])("a number from $description", ({ rules, document, expected }) => {
    expect(price(rules as Rules, document)).toBe(expected);
  });

  test("a hash is of the value, stable, and hides it", () => {
    const mapping = mappingOf({ fields: { anonymous_id: { path: "mail", hash: true } } });
    const event = mapped(mapping, { mail: "anna@garden.example" });
    expect(event.anonymous_id).toBe(mapped(mapping, { mail: "anna@garden.example", x: 1 }).anonymous_id);
    expect(event.anonymous_id).not.toBe(mapped(mapping, { mail: "ben@garden.example" }).anonymous_id);
    expect(JSON.stringify(event)).not.toContain("anna@");
  });
});

describe("an instant", () => {
  const at = (rules: Rules, value: unknown) =>
    mapped(mappingOf({ fields: { client_created_at: rules } }), { at: value }).client_created_at;

  test.each([
    { time: undefined, value: "2026-01-02T03:04:05+01:00", expected: "2026-01-02T03:04:05+01:00" },
    { time: undefined, value: 1767323045000, expected: 1767323045000 },
    { time: "iso", value: "2026-01-02T03:04:05+01:00", expected: "2026-01-02T02:04:05.000Z" },
    { time: "epoch_s", value: 1767323045.5, expected: "2026-01-02T03:04:05.500Z" },
    { time: "epoch_s", value: "1767323045", expected: "2026-01-02T03:04:05.000Z" },
    { time: "epoch_ms", value: "1767323045678", expected: "2026-01-02T03:04:05.678Z" },
    { time: "epoch_us", value: "1767323045678901", expected: "2026-01-02T03:04:05.678Z" },
    { time: "yyyy-MM-dd HH:mm:ss", value: "2026-01-02 03:04:05", expected: "2026-01-02T03:04:05.000Z" },
    { time: ["iso", "M/d/yy H:mm"], value: "1/2/26 3:04", expected: "2026-01-02T03:04:00.000Z" },
  ])("$value as $time", ({ time, value, expected }) => {
    expect(at({ path: "at", time } as Rules, value)).toBe(expected);
  });

  test("is a local time only where its text names no offset", () => {
    const rule = { path: "at", time: "iso", zone: "America/New_York" } as Rules;
    expect(at(rule, "2026-01-02T03:04:05")).toBe("2026-01-02T08:04:05.000Z");
    expect(at(rule, "2026-01-02T03:04:05Z")).toBe("2026-01-02T03:04:05.000Z");
    expect(at(rule, "2026-01-02 03:04:05-0800")).toBe("2026-01-02T11:04:05.000Z");
  });

  test("that no format has is told with all of them", () => {
    const fields = { ...mappingOf().fields, client_created_at: { path: "at", time: ["iso", "epoch_s"] } };
    expect(mapDocument({ name: "test", fields } as SourceMapping, { at: "noon" }, context())).toMatchObject({
      ok: false,
      errors: [{ expected: "an instant as iso or epoch_s" }],
    });
  });

  test("of two formats the one that fits", () => {
    const rules = [
      { path: "at", time: "epoch_s" },
      { path: "at", time: "iso" },
    ] as Rules;
    expect(at(rules, "2026-01-02T03:04:05Z")).toBe("2026-01-02T03:04:05.000Z");
  });
});

describe("a document that is no event says why", () => {
  const errorsOf = (fields: Record<string, Rules>, document: unknown) => {
    const result = mapDocument({ name: "test", fields }, document, context());
    return result.ok ? [] : result.errors;
  };
  const complete = mappingOf().fields!;

  test.each([
    { document: null, actual: "null" },
    { document: "text", actual: "string" },
    { document: 7, actual: "number" },
    { document: ["a"], actual: "array" },
    { document: undefined, actual: "nothing" },
  ])("$document is $actual", ({ document, actual }) => {
    expect(errorsOf(complete, document)).toEqual([
      expect.objectContaining({ expected: "a JSON object", actual }),
    ]);
  });

  test("a time that is none, with its place and without its text", () => {
    const fields = { ...complete, client_created_at: { path: "data.at", time: "iso" } } as Record<
      string,
      Rules
    >;
    expect(errorsOf(fields, { name: "a", user: "u", data: { at: "lately" } })).toEqual([
      {
        path: "/data/at",
        expected: "an instant as iso",
        actual: "text of 6 characters",
        message: "client_created_at must be an instant as iso",
      },
    ]);
  });

  test("what is missing, with where it was looked for", () => {
    const often = { path: ["name", "type"], when: { type: ["a"] } };
    const fields = { ...complete, event_name: [often, "name", "type"], user_id: "user" };
    expect(errorsOf(fields, {}).map(({ message, expected }) => [message, expected])).toEqual([
      ["nothing gives event_name", "one of name, type"],
      ["nothing gives user_id or anonymous_id", "one of user"],
    ]);
  });

  test("a list of events that was not split", () => {
    const document = { events: [{ name: "a" }, { name: "b" }] };
    const result = mapDocument(mappingOf({ each: "events" }), document, context());
    expect(result).toMatchObject({ ok: false, errors: [{ actual: "2 events", expected: "one event" }] });
  });

  test("a document nested without end", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    for (const mapping of [mappingOf(), loadMapping("native")]) {
      expect(mapDocument(mapping, { deep }, context())).toMatchObject({ ok: false });
    }
  });
});

describe("a value that does not fit an attribute that an event may lack", () => {
  const fields = { ...mappingOf().fields, price: ["sale", "cost"], viewport_w: "width" };

  test("goes on as it came, for enrichment to say so, and is nowhere else", () => {
    expect(mapped(mappingOf({ fields }), { name: "a", cost: "$1,299.00" })).toMatchObject({
      price: "$1,299.00",
    });
    expect(mapped(mappingOf({ fields }), { name: "a", cost: "$1,299.00" })).not.toHaveProperty("properties");
  });

  test("is repaired first, and then stays where it was, too", () => {
    expect(mapped(mappingOf({ fields }), { name: "a", cost: "12.50", width: 411.43 })).toMatchObject({
      price: 12.5,
      viewport_w: 411,
      properties: { cost: "12.50", width: "411.43" },
    });
  });

  test("gives way to another that fits", () => {
    expect(mapped(mappingOf({ fields }), { name: "a", sale: "soon", cost: 5 })).toMatchObject({
      price: 5,
      properties: { sale: "soon" },
    });
  });

  test("and so does a word for no id", () => {
    const mapping = mappingOf({ fields: { ...mappingOf().fields, user_id: ["user", "customer"] } });
    expect(mapped(mapping, { name: "a", user: "undefined", customer: "c" })).toMatchObject({
      user_id: "c",
      properties: { user: "undefined" },
    });
    expect(mapped(mapping, { name: "a", user: "undefined" })).toMatchObject({ user_id: "undefined" });
  });

  test("stays among the properties where the schema would read it otherwise than the mapping says", () => {
    const sent = {
      client_sent_at: { path: "sent", time: "MM/dd/yyyy hh:mm:ss a", zone: "America/New_York" },
    };
    const mapping = mappingOf({ fields: { ...mappingOf().fields, ...sent } as Record<string, Rules> });
    const event = mapped(mapping, { name: "a", sent: "2026-01-02T03:04:05" });
    expect(event).not.toHaveProperty("client_sent_at");
    expect(event).toMatchObject({ properties: { sent: "2026-01-02T03:04:05" } });
  });
});

describe("long numbers of a document", () => {
  test("keep their digits in attributes, properties and conditions", () => {
    const text =
      '{"name":"a","user":9007199254740993,"ad":820982911946154508,"deep":{"list":[1e400]},"cost":1e400}';
    const fields = {
      ...mappingOf().fields,
      user_id: "user",
      price: "cost",
      platform: { constant: "yes", when: { ad: ["820982911946154508"] } },
    };
    expect(mapped(mappingOf({ fields }), parseExact(text) as object)).toMatchObject({
      user_id: "9007199254740993",
      price: "1e400",
      platform: "yes",
      properties: { ad: "820982911946154508", "deep.list": "[1e400]" },
    });
  });

  test("make ids of content differ where they do", () => {
    const id = (number: string) =>
      mapped(mappingOf(), parseExact(`{"name":"a","n":${number}}`) as object).event_id;
    expect(id("9007199254740993")).not.toBe(id("9007199254740992"));
  });

  test("also in a text of JSON, and beside what a batch has in common", () => {
    const mapping = mappingOf({ json: ["data"], batch: "events" });
    const text = '{"events":[{"name":"a","data":"{\\"id\\":9007199254740993}"}],"big":1e400}';
    expect(mapped(mapping, splitDocument(mapping, parseExact(text))[0] as object)).toMatchObject({
      properties: { "data.id": "9007199254740993", big: "1e400" },
    });
  });
});

describe("what no rule takes", () => {
  test("is flattened under properties, lists as JSON, and stays when a rule changes it", () => {
    const mapping = mappingOf({
      fields: { event_name: { path: "name", values: { view: "page_view" } }, price: "cost" },
      unwrap: ["data", "data.inner"],
    });
    const document = {
      name: "view",
      cost: "1.50",
      list: [{ a: 1 }],
      data: { a: 1, name: 2, inner: { b: true, deep: { c: null } } },
      empty: {},
      nobody: null,
      nothing: [],
      "dotted.key": "x",
      dotted: { key: "y" },
    };
    expect(mapped(mapping, document).properties).toEqual({
      name: "view",
      event_name: "view",
      cost: "1.50",
      list: '[{"a":1}]',
      a: "1",
      "data.name": "2",
      b: "true",
      "dotted.key": "x",
      "_dotted.key": "y",
    });
  });

  test.each(["native", "camel", "ubi", "segment", "ga4", "posthog"])(
    "under %s no value is lost or invented",
    (name) => {
      const required: Record<string, object> = {
        native: { event_id: "1", received_at: RECEIVED_AT },
        camel: { eventName: "x", userId: "u", timestamp: AT },
        ubi: { action_name: "x", client_id: "u", timestamp: AT },
        segment: { type: "track", event: "x", userId: "u", timestamp: AT },
        ga4: { event_name: "x", user_id: "u", event_timestamp: 1000 * AT },
        posthog: { event: "x", distinct_id: "u", timestamp: AT },
      };
      fc.assert(
        fc.property(anyDocument, (any) => {
          const document = { ...any, ...required[name] };
          const result = mapDocument(loadMapping(name), document, context({ id: "outside" }));
          fc.pre(result.ok);
          const { metadata: _constant, ...event } = result.event;
          const texts = leafTexts([event]);
          expect(leavesOf(document).filter((leaf) => !texts.has(leaf))).toEqual([]);
          const added = ["outside", RECEIVED_AT, "page_view", name, new Date(AT).toISOString()];
          const known = leafTexts([{ properties: document }, { added }]);
          const invented = leavesOf(event).filter((text) => !known.has(text) && !/^[[{]/.test(text));
          expect(invented).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
  );

  test("a key named __proto__ is an attribute like any other", () => {
    const document = JSON.parse(
      '{"__proto__": {"admin": true}, "x": {"__proto__": "y"}, "constructor": "z"}',
    );
    const event = mapped(mappingOf(), document);
    expect(event.admin).toBeUndefined();
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(event.properties)).toBe(Object.prototype);
    expect(JSON.stringify(event.properties)).toBe(
      '{"__proto__.admin":"true","x.__proto__":"y","constructor":"z"}',
    );
    const top = mapped(mappingOf(), JSON.parse('{"__proto__": "y"}'));
    expect(JSON.stringify(top.properties)).toBe('{"__proto__":"y"}');
  });
});

describe("rules for properties", () => {
  const properties = (rules: Record<string, Rules>, document: object) =>
    mapped(mappingOf({ properties: rules }), document).properties;

  test("add to what no rule takes, which stays under its own name", () => {
    expect(properties({ miles: ["distance", "miles_driven"] }, { miles_driven: 2.5, a: "b" })).toEqual({
      miles: "2.5",
      miles_driven: "2.5",
      a: "b",
    });
  });

  test("name an attribute as it is named, once", () => {
    expect(properties({ tip: "tip" }, { tip: "1.50" })).toEqual({ tip: "1.50" });
  });

  test("leave the text that they change under a name of its own", () => {
    expect(properties({ zone: { path: "zone", round: 0 } }, { zone: "161.0" })).toEqual({
      zone: "161",
      _zone: "161.0",
    });
  });

  test.each([
    {
      description: "seconds and their parts",
      from: "2026-01-01T00:00:00Z",
      to: 1767225690500,
      expected: "90.5",
    },
    { description: "nothing in between", from: "2026-01-01", to: "2026-01-01", expected: "0" },
    { description: "out of order", from: "2026-01-02", to: "2026-01-01", expected: undefined },
    { description: "no instant", from: "2026-01-02", to: "soon", expected: undefined },
    { description: "one of them absent", from: undefined, to: "2026-01-01", expected: undefined },
  ])("seconds between two instants: $description", ({ from, to, expected }) => {
    const rules = { seconds: { seconds_between: ["from", ["until", "to"]] } } as Record<string, Rules>;
    expect(properties(rules, { from, to })?.seconds).toBe(expected);
  });

  test("seconds between local times, over the change of clocks", () => {
    const rules = {
      seconds: {
        seconds_between: ["from", "to"],
        time: ["M/d/yy H:mm", "yyyy-MM-dd HH:mm:ss"],
        zone: "America/New_York",
      },
    } as Record<string, Rules>;
    const document = { from: "3/8/26 1:59", to: "2026-03-08 03:01:00" };
    expect(properties(rules, document)?.seconds).toBe("120");
  });
});

describe("names in camelCase or snake_case", () => {
  const find = (path: string, document: object) =>
    mapped(mappingOf({ names: "camel_or_snake", fields: { search_term: path } }), document).search_term;

  test.each([
    { description: "as the path has it", document: { userQuery: "x" }, found: "x" },
    { description: "in the other", document: { user_query: "x" }, found: "x" },
    { description: "as the path has it first", document: { user_query: "y", userQuery: "x" }, found: "x" },
    { description: "in the one that has a value", document: { userQuery: "", user_query: "x" }, found: "x" },
    { description: "in no other case", document: { UserQuery: "x", "user-query": "x" }, found: undefined },
  ])("$description", ({ document, found }) => {
    expect(find("userQuery", document)).toBe(found);
  });

  test("at each level, and nothing of a prototype", () => {
    expect(find("pageView.searchTerm", { page_view: { search_term: "x" } })).toBe("x");
    expect(find("constructor.name", {})).toBeUndefined();
  });
});

describe("names in any case", () => {
  const find = (rules: Rules, document: object) =>
    mapped(mappingOf({ names: "any_case", fields: { search_term: rules } }), document);

  test.each([
    { description: "another case", document: { VENDORID: "x" } },
    { description: "blanks around", document: { " vendor_id ": "x" } },
    { description: "other marks", document: { "Vendor-ID": "x" } },
    { description: "the name itself before others", document: { VENDORID: "y", vendor_id: "x" } },
    { description: "the one that holds a value", document: { vendor_id: "", VendorID: null, VENDORID: "x" } },
  ])("$description", ({ document }) => {
    expect(find("vendor_id", document).search_term).toBe("x");
  });

  test("in templates, conditions and deeper objects; the rest keeps its own names", () => {
    const rules = { template: "{a.b}:{c}", when: { kind: ["k"] } };
    expect(find(rules, { A: { B: 1 }, C: 2, Kind: "k" })).toMatchObject({
      search_term: "1:2",
      properties: { "A.B": "1", C: "2", Kind: "k" },
    });
  });

  test("takes nothing from a prototype, and another name for another", () => {
    expect(find(["constructor", "vendor"], { vendor_id: "x" }).search_term).toBeUndefined();
  });

  test("is not the rule unless a mapping says so", () => {
    expect(mapped(mappingOf({ fields: { search_term: "a" } }), { A: "x" }).search_term).toBeUndefined();
  });
});

describe("the id of an event", () => {
  const mapping = mappingOf({ fields: { event_id: "id" } });

  test("is the source's own, else that from outside, else from the content", () => {
    expect(mapped(mapping, { id: 7 }, context({ id: "outside" })).event_id).toBe("7");
    expect(mapped(mapping, {}, context({ id: "outside" })).event_id).toBe("outside");
    expect(mapped(mapping, {}).event_id).toMatch(/^[0-9a-f]{32}-0$/);
  });

  test("is not a word that stands for none, which stays a property", () => {
    const [first, second] = [
      { id: "null", x: 1 },
      { id: "null", x: 2 },
    ].map((document) => mapped(mapping, document));
    expect(first!.event_id).toMatch(/^[0-9a-f]{32}-0$/);
    expect(second!.event_id).not.toBe(first!.event_id);
    expect(first!.properties).toEqual({ id: "null", x: "1" });
    const native = { event_id: "undefined", event_name: "click", received_at: "2026-01-01T00:00:00.000Z" };
    expect(mapped(loadMapping("native"), native, context({ id: "outside" }))).toEqual({
      ...native,
      event_id: "outside",
      _event_id: "undefined",
    });
  });

  test("is what was there where it only does not fit, for enrichment to refuse it", () => {
    expect(mapped(mapping, { id: "x".repeat(200) }).event_id).toBe("x".repeat(200));
  });

  test("counts equal documents, whatever stands between them", () => {
    const ids = (documents: object[]) => {
      const shared = context({ ordinals: new Ordinals() });
      return documents.map((document) => mapped(mapping, document, shared).event_id);
    };
    const [a, b] = [{ x: 1 }, { x: 2 }];
    const [first, second, other] = ids([a, a, b]);
    expect(new Set([first, second, other]).size).toBe(3);
    expect(ids([b, a, b, a])).toEqual([other, first, other!.replace(/-0$/, "-1"), second]);
  });

  test("does not depend on when it is read, and depends on the source", () => {
    const early = mapped(mapping, { x: 1 }).event_id;
    expect(mapped(mapping, { x: 1 }, context({ receivedAt: "2027-01-01T00:00:00.000Z" })).event_id).toBe(
      early,
    );
    expect(mapped({ ...mapping, name: "other" }, { x: 1 }).event_id).not.toBe(early);
  });

  test("is made of the named paths only", () => {
    const named = mappingOf({ identity: ["order.id", "line"] });
    const id = (document: object) => mapped(named, document).event_id;
    expect(id({ order: { id: 1 }, line: 2, note: "a" })).toBe(id({ order: { id: 1 }, line: 2, note: "b" }));
    expect(id({ order: { id: 1 }, line: 2 })).not.toBe(id({ order: { id: 1 }, line: 3 }));
  });
});

describe("received_at", () => {
  const native = loadMapping("native");
  const complete = { event_id: "1", received_at: 5, client_sent_at: 4 };

  test("is stamped only where it is absent", () => {
    expect(mapped(native, complete)).toBe(complete);
    expect(mapped(native, { event_id: "1" })).toEqual({ event_id: "1", received_at: RECEIVED_AT });
  });

  const mark = { received_at_from: "reading" };
  test.each([
    {
      description: "where the client's time of sending would be compared with it",
      metadata: undefined,
      is: mark,
    },
    { description: "where metadata are null", metadata: null, is: mark },
    { description: "beside other metadata", metadata: { source: "web" }, is: { source: "web", ...mark } },
    { description: "once", metadata: mark, is: mark },
    {
      description: "and keeps what the source has under that name",
      metadata: { received_at_from: "edge", _received_at_from: 1 },
      is: { _received_at_from: 1, __received_at_from: "edge", ...mark },
    },
    { description: "beside what is no map", metadata: "none", is: { metadata: "none", ...mark } },
    { description: "where there is an empty text", metadata: "", is: mark },
  ])("is marked as that of the reading $description", ({ metadata, is }) => {
    const event = mapped(native, {
      event_id: "1",
      client_sent_at: 4,
      ...(metadata !== undefined && { metadata }),
    });
    expect(event).toEqual({ event_id: "1", client_sent_at: 4, received_at: RECEIVED_AT, metadata: is });
  });

  test("is marked under a mapping, too", () => {
    const sent = mappingOf({ fields: { client_sent_at: "sent", received_at: "got" } });
    expect(mapped(sent, { sent: AT }).metadata).toEqual(mark);
    expect(mapped(sent, { sent: AT, got: AT + 1 })).not.toHaveProperty("metadata");
    expect(mapped(sent, {})).not.toHaveProperty("metadata");
  });
});

describe("an event without a time", () => {
  const undated = mappingOf({ undated: [{ kind: ["body"] }, { token: [] }] });
  const { client_created_at: _left, ...fields } = undated.fields!;
  const mapping = { ...undated, fields: { ...fields, client_created_at: "at", received_at: "got" } };

  test("takes that of its receipt where the mapping allows it, and says so", () => {
    for (const document of [{ kind: "body" }, { token: "t" }])
      expect(mapped(mapping, document)).toMatchObject({
        client_created_at: RECEIVED_AT,
        received_at: RECEIVED_AT,
        metadata: { client_created_at_from: "receipt" },
      });
    expect(mapped(mapping, { kind: "body", got: AT })).toMatchObject({
      client_created_at: AT,
      received_at: AT,
    });
    expect(mapped(mapping, { kind: "body", at: AT })).not.toHaveProperty("metadata");
  });

  test.each([
    { description: "of another kind", document: { kind: "row" }, message: "nothing gives client_created_at" },
    {
      description: "with a time that is none",
      document: { kind: "body", at: "soon" },
      message:
        "client_created_at must be a date and time that exist, from 1995 on, as ISO 8601 text or an epoch number",
    },
  ])("is refused: $description", ({ document, message }) => {
    expect(mapDocument(mapping, document, context())).toMatchObject({ ok: false, errors: [{ message }] });
  });
});

describe("the name of an event", () => {
  const native = loadMapping("native");

  test("is the standard one in any spelling, and what the source called it is kept", () => {
    expect(mapped(mappingOf(), { name: "Add To Cart" })).toMatchObject({
      event_name: "add_to_cart",
      properties: { event_name: "Add To Cart" },
    });
    expect(mapped(native, { event_id: "1", received_at: 5, event_name: "PAGE_VIEW" })).toEqual({
      event_id: "1",
      received_at: 5,
      event_name: "page_view",
      properties: { event_name: "PAGE_VIEW" },
    });
  });

  test.each(["page_view", "Seeds Sown", 7, null])("stays, bytes and all: %p", (event_name) => {
    const document = { event_id: "1", received_at: 5, event_name };
    expect(mapped(native, document)).toBe(document);
  });

  test("leaves a property of that name where it is", () => {
    const kept = { event_name: "x", _event_name: "Purchased" };
    expect(mapped(mappingOf(), { name: "Purchased", event_name: "x" })).toMatchObject({ properties: kept });
    const document = { event_id: "1", event_name: "Purchased", properties: { event_name: "x" } };
    expect(mapped(native, document)).toMatchObject({ event_name: "purchase", properties: kept });
  });

  test("is the standard one also where the properties are none", () => {
    const document = { event_id: "1", received_at: 5, event_name: "Purchased", properties: "none" };
    expect(mapped(native, document)).toEqual({
      ...document,
      event_name: "purchase",
      properties: { properties: "none", event_name: "Purchased" },
    });
  });

  test("is kept, too, where a rule has renamed it", () => {
    const mapping = mappingOf({ fields: { event_name: { path: "name", values: { seen: "page_view" } } } });
    expect(mapped(mapping, { name: "seen" })).toMatchObject({
      event_name: "page_view",
      properties: { name: "seen", event_name: "seen" },
    });
  });

  test("goes by the mapping's own table first, or by no table", () => {
    const own = mappingOf({ event_names: { "Item seen": "product_view", search: "search_opened" } });
    expect(mapped(own, { name: "item_seen" }).event_name).toBe("product_view");
    expect(mapped(own, { name: "SEARCH" }).event_name).toBe("search_opened");
    expect(mapped(own, { name: "Page View" }).event_name).toBe("page_view");
    const off = mapped(mappingOf({ event_names: false }), { name: "Page View" });
    expect(off).toMatchObject({ event_name: "Page View" });
    expect(off).not.toHaveProperty("properties");
    const document = { event_id: "1", received_at: 5, event_name: "Page View" };
    expect(mapped({ ...native, event_names: false }, document)).toBe(document);
  });
});

describe("values under a name", () => {
  const named = { browsers: { Lynx: "lynx" }, sizes: { S: "small", M: "medium" } };
  test.each<{ description: string; rules: Rules; from: string; to: string }>([
    {
      description: "that every mapping has",
      rules: { path: "a", values_of: "operating_systems" },
      from: "Mac OS X",
      to: "macOS",
    },
    { description: "of the mapping", rules: { path: "a", values_of: "sizes" }, from: "S", to: "small" },
    {
      description: "of the mapping, before those that every one has",
      rules: { path: "a", values_of: "browsers" },
      from: "Edge",
      to: "Edge",
    },
    {
      description: "behind the rule's own",
      rules: { path: "a", values: { S: "tiny" }, values_of: "sizes" },
      from: "S",
      to: "tiny",
    },
    {
      description: "beside the rule's own",
      rules: { path: "a", values: { S: "tiny" }, values_of: "sizes" },
      from: "M",
      to: "medium",
    },
  ])("$description", ({ rules, from, to }) => {
    const mapping = mappingOf({ named_values: named, fields: { search_term: rules } });
    expect(mapped(mapping, { a: from }).search_term).toBe(to);
  });
});

describe("a text that holds JSON", () => {
  const mapping = mappingOf({ json: ["data"], fields: { price: "data.cost" }, unwrap: ["data"] });

  test("is read as the object in it", () => {
    expect(mapped(mapping, { data: '{"cost": 2, "colour": "red"}' })).toMatchObject({
      price: 2,
      properties: { colour: "red" },
    });
  });

  test.each<{ description: string; change: Partial<SourceMapping> }>([
    { description: "path", change: { fields: { price: "held.cost" } } },
    { description: "template", change: { fields: { product_id: { template: "p-{held.cost}" } } } },
    { description: "rule of a property", change: { properties: { cost: "held.cost" } } },
  ])("is read where a $description goes into it, and left where none does", ({ change }) => {
    const held = '{"cost": 2, "colour": "red"}';
    const event = mapped(mappingOf(change), { held, other: held });
    expect(event.properties).toMatchObject({ "held.colour": "red", other: held });
    expect([event.price, event.product_id, event.properties!.cost].map(String)).toContainEqual(
      expect.stringMatching(/^(?:p-)?2$/),
    );
  });

  test("is read where a time between two instants goes into it", () => {
    const change = mappingOf({ properties: { took: { seconds_between: ["held.from", "held.to"] } } });
    const held = '{"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:02Z"}';
    expect(mapped(change, { held }).properties!.took).toBe("2");
  });

  test.each(["{cut", "[1]", "null", "red", ""])("is kept as it is where that is none: %p", (data) => {
    expect(mapped(mapping, { data }).properties).toEqual({ data });
  });
});
