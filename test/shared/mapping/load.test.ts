import { describe, expect, test } from "@jest/globals";
import { loadMapping, mappings } from "../../../shared/mapping/load.ts";

const complaint = (mapping: unknown): string => {
  try {
    loadMapping(JSON.stringify(mapping));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

test("a shipped mapping by its name, one's own from its JSON", () => {
  expect(loadMapping("ubi")).toBe(mappings.get("ubi"));
  const own = { name: "own", fields: { event_name: ["a", { path: ["b", "c"], values: { x: "y" } }] } };
  expect(loadMapping(` ${JSON.stringify(own)}`)).toEqual(own);
});

test.each([
  { name: "x", properties: { seconds: { seconds_between: ["a", "b"] } } },
  { name: "x", properties: { seconds: { seconds_between: ["a", ["b", "c"]], time: ["iso"], zone: "UTC" } } },
  { name: "x", fields: { price: { path: "a", round: 2 } }, names: "any_case" },
  { name: "x", fields: { os: { path: "a", values_of: "operating_systems" } } },
  {
    name: "x",
    named_values: { sizes: { S: "small" } },
    properties: { s: { path: "a", values_of: "sizes" } },
  },
  { name: "x", fields: { received_at: { path: "a", time: ["epoch_s", "M/d/yy H:mm"], zone: "Asia/Tokyo" } } },
])("%j can be used", (mapping) => {
  expect(complaint(mapping)).toBe("");
});

test("an unknown name is told with the nearest or with all", () => {
  expect(() => loadMapping("segmnet")).toThrow('There is no mapping "segmnet"; did you mean "segment"?');
  expect(() => loadMapping("heapanalytics")).toThrow(/there are native, camel, ubi/);
});

test("text that is no JSON", () => {
  expect(() => loadMapping("{name: x}")).toThrow(/^The mapping is no JSON: /);
});

describe("a mistake is told with its place", () => {
  const rule = (price: unknown) => ({ name: "x", fields: { price } });
  test.each([
    { mapping: {}, says: '"name" is missing' },
    { mapping: { name: 5 }, says: "name: must be string (a name, 1–64 characters)" },
    { mapping: { name: "x", feilds: {} }, says: '"feilds" is not known here; did you mean "fields"?' },
    {
      mapping: { name: "x", fields: { pirce: "a" } },
      says: 'fields/pirce: a raw event has no attribute "pirce"; did you mean "price"?',
    },
    {
      mapping: { name: "x", fields: { metadata: "a" } },
      says: "fields/metadata: rules for metadata stand beside",
    },
    { mapping: { name: "x", fields: { properties: "a" } }, says: "fields/properties: what no rule takes" },
    { mapping: rule({ pth: "a" }), says: 'fields/price: "pth" is not known here; did you mean "path"?' },
    {
      mapping: rule(["a", { path: "b", vlaues: {} }]),
      says: 'fields/price/1: "vlaues" is not known here; did you mean "values"?',
    },
    { mapping: rule({}), says: 'fields/price: needs exactly one of "path", "constant", "template" and' },
    { mapping: rule({ path: "a", constant: 1 }), says: "fields/price: needs exactly one of" },
    { mapping: rule({ path: "" }), says: "fields/price: a path must not be empty" },
    { mapping: rule([]), says: "fields/price: an empty list gives nothing" },
    { mapping: rule(5), says: "fields/price: must be a path, a rule or a list of them" },
    { mapping: rule({ path: "a", values: { b: 1 } }), says: "fields/price/values/b: must be string" },
    {
      mapping: rule({ constant: null }),
      says: "fields/price/constant: must match a schema in anyOf (a text, a number or a boolean)",
    },
    { mapping: rule({ template: "none" }), says: 'fields/price: "none" has no {path} in it' },
    {
      mapping: rule({ path: "a", time: "iso" }),
      says: 'fields/price: "time" is for instants, and price is none',
    },
    {
      mapping: rule({ path: "a", pattern: "a" }),
      says: 'fields/price: "a" is no regular expression with a (group)',
    },
    { mapping: rule({ path: "a", pattern: "(" }), says: 'fields/price: "(" is no regular expression' },
    {
      mapping: { name: "x", fields: { received_at: { path: "a", time: "epoch" } } },
      says: 'fields/received_at/time: "epoch" is none of iso, epoch_s',
    },
    {
      mapping: { name: "x", fields: { received_at: { path: "a", time: ["iso", "M/d/yyyy"] } } },
      says: 'fields/received_at/time: "M/d/yyyy" is none of iso, ',
    },
    {
      mapping: { name: "x", fields: { received_at: { path: "a", time: "epoch_s", zone: "UTC" } } },
      says: 'fields/received_at: "zone" is for "time" as one of iso, yyyy-MM-dd HH:mm:ss, ',
    },
    {
      mapping: { name: "x", fields: { received_at: { path: "a", time: "iso", zone: "-05:00" } } },
      says: 'fields/received_at: "-05:00" is no IANA time zone',
    },
    {
      mapping: { name: "x", properties: { seconds: { seconds_between: ["a"] } } },
      says: "properties/seconds/seconds_between: must not have fewer than 2 items (two paths, ",
    },
    {
      mapping: { name: "x", properties: { seconds: { seconds_between: ["a", []] } } },
      says: "properties/seconds: a path must not be empty",
    },
    {
      mapping: { name: "x", properties: { received_at: { path: "a", time: "iso" } } },
      says: 'properties/received_at: "time" is for instants, and properties.received_at is none',
    },
    {
      mapping: { name: "x", names: "anycase" },
      says: 'names: "anycase" is none of exact, any_case, camel_or_snake; did you mean "any_case"?',
    },
    {
      mapping: rule({ path: "a", values_of: "browser" }),
      says: 'fields/price: there are no values of the name "browser"; did you mean "browsers"?',
    },
    {
      mapping: { ...rule([{ path: "a", values_of: "x" }]), named_values: { sizes: { S: "small" } } },
      says: 'fields/price/0: there are no values of the name "x"; there are operating_systems, browsers, device_categories, sizes',
    },
    {
      mapping: { name: "x", named_values: { sizes: { S: 1 } } },
      says: "named_values/sizes/S: must be string",
    },
    {
      mapping: { name: "x", passthrough: true, named_values: { sizes: {} } },
      says: 'passthrough: documents that pass as they are have no rules; remove "named_values"',
    },
    { mapping: rule({ path: "a", round: -1 }), says: "fields/price/round: must be >= 0 (decimals that" },
    {
      mapping: {
        name: "x",
        fields: { received_at: { path: "a", time: "yyyy-MM-dd HH:mm:ss", zone: "Mars/Base" } },
      },
      says: 'fields/received_at: "Mars/Base" is no IANA time zone',
    },
    {
      mapping: { name: "x", metadata: { source: { cnstant: "a" } } },
      says: 'metadata/source: "cnstant" is not known here; did you mean "constant"?',
    },
    {
      mapping: { name: "x", pairs: [{ path: "a", key: "k", vale: "v" }] },
      says: 'pairs/0: "vale" is not known here; did you mean "value"?',
    },
    {
      mapping: { name: "x", passthrough: true, fields: { price: "a" }, undated: [{ a: [] }] },
      says: 'passthrough: documents that pass as they are have no rules; remove "fields", "undated"',
    },
    {
      mapping: { name: "x", event_names: { a: 1 } },
      says: "event_names: must match a schema in anyOf (name of the source → name of the event",
    },
    {
      mapping: { name: "x", missing: [{ attribute: "user", because: "none" }] },
      says: 'missing/0: a raw event has no attribute "user"; did you mean "user_id"?',
    },
    {
      mapping: { name: "x", missing: [{ attribute: "user_id", becuase: "none" }] },
      says: 'missing/0: "becuase" is not known here; did you mean "because"?',
    },
  ])("$says", ({ mapping, says }) => {
    expect(complaint(mapping)).toContain(says);
  });

  test("and all of them at once", () => {
    const mapping = { name: "x", fields: { pirce: "a", quantty: "b" } };
    expect(complaint(mapping).split("\n")).toHaveLength(3);
  });
});
