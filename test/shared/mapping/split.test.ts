import { describe, expect, test } from "@jest/globals";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { splitDocument } from "../../../shared/mapping/split.ts";
import { mapped } from "./builders.ts";

const split = (document: unknown, mapping = {}) =>
  splitDocument({ name: "m", batch: "batch", ...mapping }, document);

describe("a batch", () => {
  test("is its documents, each with what stands beside the list", () => {
    const body = { batch: [{ a: 1 }, { a: 2, sentAt: "own" }], sentAt: "all" };
    expect(split(body)).toEqual([
      { a: 1, sentAt: "all" },
      { a: 2, sentAt: "own" },
    ]);
  });

  test("gives defaults at every level, and takes nothing away", () => {
    const body = {
      batch: [{ context: { page: null, ip: "1", os: { name: "x" } } }],
      context: { page: { url: "u" }, library: { name: "l" }, os: { name: "y", version: "2" } },
    };
    expect(split(body)).toEqual([
      { context: { page: null, ip: "1", os: { name: "x", version: "2" }, library: { name: "l" } } },
    ]);
  });

  test("may stand below other keys", () => {
    expect(split({ data: { list: [{ a: 1 }], b: 2 }, c: 3 }, { batch: "data.list" })).toEqual([
      { data: { b: 2 }, c: 3, a: 1 },
    ]);
  });

  test.each([
    { description: "no batch", document: { a: 1 } },
    { description: "an empty batch", document: { batch: [] } },
    { description: "a batch that is no list", document: { batch: "a" } },
    { description: "no object at all", document: null },
  ])("$description: the document itself", ({ document }) => {
    expect(split(document)).toEqual([document]);
  });

  test("keeps elements that are no objects, which are refused behind", () => {
    expect(split({ batch: [null, 5] })).toEqual([null, 5]);
  });

  test("may hold documents with a list of events each", () => {
    const body = { batch: [{ events: [{ n: 1 }, { n: 2 }] }, { events: [] }], user: "u" };
    expect(split(body, { each: "events" })).toEqual([
      { events: { n: 1 }, user: "u" },
      { events: { n: 2 }, user: "u" },
      { events: [], user: "u" },
    ]);
  });
});

test("a body that Segment's libraries post is its calls", () => {
  const segment = loadMapping("segment");
  const call = { type: "track", event: "Signed Up", userId: "u", originalTimestamp: "2026-11-20T10:00:00Z" };
  const body = {
    batch: [
      { ...call, messageId: "m-1" },
      { ...call, messageId: "m-2" },
    ],
    context: { ip: "198.18.0.9" },
  };
  const events = splitDocument(segment, body).map((document) => mapped(segment, document));
  expect(events).toMatchObject([
    { event_id: "m-1", user_id: "u", ip: "198.18.0.9" },
    { event_id: "m-2", user_id: "u", ip: "198.18.0.9" },
  ]);
});

describe("an object around events, of a mapping that names no batch", () => {
  const native = loadMapping("native");
  const camel = loadMapping("camel");

  test.each(["events", "batch", "data", "records", "messages", "rows", "results"])(
    "under %s is its events",
    (name) => {
      const body = { [name]: [{ event_name: "a" }, { event_name: "b" }], sent: 1 };
      expect(splitDocument(native, body)).toEqual([
        { event_name: "a", sent: 1 },
        { event_name: "b", sent: 1 },
      ]);
      expect(splitDocument(camel, { [name]: [{ eventName: "a" }] })).toEqual([{ eventName: "a" }]);
    },
  );

  test.each([
    { description: "an event with a list", mapping: native, document: { event_name: "a", data: [{ b: 1 }] } },
    { description: "one of another shape", mapping: camel, document: { type: "a", events: [{ b: 1 }] } },
    { description: "a list of texts", mapping: native, document: { events: ["a"] } },
    {
      description: "a list in part of objects",
      mapping: native,
      document: { events: [{ event_name: "a" }, 5] },
    },
    { description: "an empty list", mapping: native, document: { events: [] } },
    { description: "a list of another name", mapping: native, document: { cart: [{ event_name: "a" }] } },
  ])("$description is one document", ({ mapping, document }) => {
    expect(splitDocument(mapping, document)).toEqual([document]);
  });

  test("is left to a mapping that has a place for the list", () => {
    const ga4 = loadMapping("ga4");
    expect(splitDocument(ga4, { client_id: "c", events: [{ name: "a" }] })).toEqual([
      { client_id: "c", events: { name: "a" } },
    ]);
  });
});

test("orders as Shopify lists them are its orders", () => {
  expect(splitDocument(loadMapping("shopify"), { orders: [{ id: 1 }, { id: 2 }] })).toEqual([
    { id: 1 },
    { id: 2 },
  ]);
});
