import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { applyPatch, loadPatch } from "../../../scripts/replay/patch.ts";
import { parseExact } from "../../../shared/json/exact.ts";

function fileOf(content: unknown): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "patch-")), "patch.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const patched = (event: object, ...operations: object[]) =>
  applyPatch(event as Record<string, unknown>, loadPatch(fileOf(operations)), "f1");

describe("applyPatch", () => {
  test.each([
    {
      what: "renames",
      event: { a: 1, b: 2 },
      operation: { op: "rename", from: "/a", to: "/c" },
      is: { b: 2, c: 1 },
    },
    {
      what: "renames into a map",
      event: { a: "1" },
      operation: { op: "rename", from: "/a", to: "/properties/a" },
      is: { properties: { a: "1" } },
    },
    {
      what: "overwrites nothing by a new name",
      event: { a: 1, b: 2 },
      operation: { op: "rename", from: "/a", to: "/b" },
      is: { a: 1, b: 2 },
    },
    {
      what: "renames nothing where nothing is",
      event: { b: 2 },
      operation: { op: "rename", from: "/a", to: "/c" },
      is: { b: 2 },
    },
    { what: "sets", event: { a: 1 }, operation: { op: "set", path: "/a", value: [2] }, is: { a: [2] } },
    {
      what: "sets what is absent",
      event: { a: 1 },
      operation: { op: "set", path: "/a", value: 2, if_absent: true },
      is: { a: 1 },
    },
    {
      what: "takes null for absent",
      event: { a: null },
      operation: { op: "set", path: "/a", value: 2, if_absent: true },
      is: { a: 2 },
    },
    {
      what: "sets nothing inside of a text",
      event: { a: "x" },
      operation: { op: "set", path: "/a/b", value: 2 },
      is: { a: "x" },
    },
    {
      what: "gives an id to an event without",
      event: { a: 1 },
      operation: { op: "set", path: "/event_id", value: "$failure_id" },
      is: { a: 1, event_id: "f1" },
    },
    {
      what: "leaves an event its id",
      event: { event_id: "e" },
      operation: { op: "set", path: "/event_id", value: "$failure_id" },
      is: { event_id: "e" },
    },
    {
      what: "removes",
      event: { a: { b: 1, c: 2 } },
      operation: { op: "remove", path: "/a/b" },
      is: { a: { c: 2 } },
    },
    {
      what: "reads escapes in paths",
      event: { "a/b": 1, "c~d": 2 },
      operation: { op: "remove", path: "/a~1b" },
      is: { "c~d": 2 },
    },
    {
      what: "cuts, and keeps the whole under the properties",
      event: { event_name: "long name", properties: { event_name: "x" } },
      operation: { op: "cut", path: "/event_name", to: 4 },
      is: { event_name: "long", properties: { event_name: "x", _event_name: "long name" } },
    },
    {
      what: "cuts to what the schema allows",
      event: { event_name: "n".repeat(200) },
      operation: { op: "cut", path: "/event_name" },
      is: { event_name: "n".repeat(128), properties: { event_name: "n".repeat(200) } },
    },
    {
      what: "cuts between characters",
      event: { page_title: "ab😀c" },
      operation: { op: "cut", path: "/page_title", to: 3, keep: false },
      is: { page_title: "ab" },
    },
    {
      what: "cuts in place inside of a map",
      event: { properties: { note: "long note" } },
      operation: { op: "cut", path: "/properties/note", to: 4 },
      is: { properties: { note: "long" } },
    },
    {
      what: "cuts nothing that is short enough, or no text",
      event: { a: "😀😀", b: 5000 },
      operation: { op: "cut", path: "/a", to: 2 },
      is: { a: "😀😀", b: 5000 },
    },
    {
      what: "casts to a number",
      event: { a: "1.5" },
      operation: { op: "cast", path: "/a", to: "number" },
      is: { a: 1.5 },
    },
    {
      what: "leaves what is no number",
      event: { a: "many" },
      operation: { op: "cast", path: "/a", to: "number" },
      is: { a: "many" },
    },
    {
      what: "casts to a whole number only what is one",
      event: { a: "1.5" },
      operation: { op: "cast", path: "/a", to: "integer" },
      is: { a: "1.5" },
    },
    {
      what: "casts to text",
      event: { a: 7 },
      operation: { op: "cast", path: "/a", to: "text" },
      is: { a: "7" },
    },
    {
      what: "casts to a boolean",
      event: { a: "TRUE" },
      operation: { op: "cast", path: "/a", to: "boolean" },
      is: { a: true },
    },
    {
      what: "casts to an instant",
      event: { a: "1772366400000" },
      operation: { op: "cast", path: "/a", to: "instant" },
      is: { a: "2026-03-01T12:00:00.000Z" },
    },
    {
      what: "casts other texts to an instant",
      event: { a: "Sun, 01 Mar 2026 12:00:00 GMT" },
      operation: { op: "cast", path: "/a", to: "instant" },
      is: { a: "2026-03-01T12:00:00.000Z" },
    },
    {
      what: "leaves null",
      event: { a: null },
      operation: { op: "cast", path: "/a", to: "text" },
      is: { a: null },
    },
  ])("$what", ({ event, operation, is }) => {
    expect(patched(event, operation)).toEqual(is);
  });

  test("does one operation after the other", () => {
    const operations = [
      { op: "rename", from: "/a", to: "/b" },
      { op: "cast", path: "/b", to: "integer" },
    ];
    expect(patched({ a: "7" }, ...operations)).toEqual({ b: 7 });
  });

  test("touches no prototype, and not the event that it was given", () => {
    const event = JSON.parse('{"a":1,"__proto__":{"x":1}}');
    const result = patched(
      event,
      { op: "set", path: "/__proto__/polluted", value: true },
      { op: "rename", from: "/constructor", to: "/b" },
      { op: "set", path: "/constructor/prototype/polluted", value: true },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(JSON.stringify(event)).toBe('{"a":1,"__proto__":{"x":1}}');
    expect(JSON.stringify(result)).toBe(
      '{"a":1,"__proto__":{"x":1,"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    );
  });

  test("done twice equals done once, for whatever the patch is likely to be", () => {
    const name = fc.constantFrom("/a", "/b", "/c", "/c/d");
    const operation = fc.oneof(
      fc.record({ op: fc.constant("set"), path: name, value: fc.integer() }),
      fc.record({ op: fc.constant("remove"), path: name }),
      fc.record({ op: fc.constant("cast"), path: name, to: fc.constantFrom("text", "number", "integer") }),
    );
    const event = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(fc.integer(), fc.string()));
    fc.assert(
      fc.property(event, operation, (given, one) => {
        const once = patched(given, one);
        expect(patched(once, one)).toEqual(once);
      }),
      { numRuns: 50 },
    );
  });
});

describe("loadPatch", () => {
  test.each([
    { what: "no JSON", content: "[", says: "is not JSON" },
    { what: "no list", content: {}, says: "expected a list of operations" },
    { what: "nothing", content: [], says: "expected a list of operations" },
    {
      what: "an unknown operation",
      content: [{ op: "move" }],
      says: "operation 1: op should be rename, set, remove, cast",
    },
    {
      what: "an unknown argument",
      content: [{ op: "remove", path: "/a", where: 1 }],
      says: "remove knows no where",
    },
    {
      what: "no path",
      content: [{ op: "remove", path: "a" }],
      says: "path should be a path such as /user_id",
    },
    { what: "no value", content: [{ op: "set", path: "/a" }], says: "set needs a value" },
    {
      what: "an unknown type",
      content: [{ op: "cast", path: "/a", to: "date" }],
      says: "to should be text, number",
    },
    {
      what: "one id for all events",
      content: [{ op: "set", path: "/event_id", value: "x" }],
      says: "must stay its own",
    },
    {
      what: "events without their ids",
      content: [{ op: "remove", path: "/event_id" }],
      says: "must stay its own",
    },
  ])("refuses $what", ({ content, says }) => {
    expect(() => loadPatch(fileOf(content))).toThrow(says);
  });

  test("says that a file is not there", () => {
    expect(() => loadPatch("/nowhere.json")).toThrow("there is no such file");
  });
});

test.each([
  {
    what: "no length",
    operation: { op: "cut", path: "/colour" },
    says: /operation 1: to should be a number of characters/,
  },
  { what: "no length at all", operation: { op: "cut", path: "/event_name", to: 0 }, says: /to should be/ },
  {
    what: "an id",
    operation: { op: "cut", path: "/event_id", to: 9 },
    says: /an event's id must stay its own/,
  },
])("a cut of $what is refused", ({ operation, says }) => {
  expect(() => loadPatch(fileOf([operation]))).toThrow(says);
});

test("numbers that a patch sets, and those that it does not touch, keep their digits", () => {
  const event = parseExact('{"a":9007199254740993,"b":{"c":1e400}}') as Record<string, unknown>;
  const operations = loadPatch(
    fileOf('[{"op":"set","path":"/b/d","value":18446744073709551615},{"op":"cast","path":"/a","to":"text"}]'),
  );
  expect(JSON.stringify(applyPatch(event, operations, "f1"))).toBe(
    '{"a":"9007199254740993","b":{"c":1e400,"d":18446744073709551615}}',
  );
});
