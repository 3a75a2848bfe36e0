import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FieldRule } from "../../../shared/event/kind.ts";
import { idleId, isNoId, mayBeNoId } from "../../../shared/event/no-id.ts";
import { rawFields } from "../../../shared/event/raw.ts";

const words = [
  "null",
  "NULL",
  "Null",
  "undefined",
  "None",
  "nil",
  "NaN",
  "nan",
  "n/a",
  "N/A",
  "(null)",
  "<null>",
  "(not set)",
  "NA",
  "<NA>",
  "NaT",
  "#N/A",
  "-",
  "--",
  "?",
  "[object Object]",
  "{}",
  "-1",
  "00000000-0000-0000-0000-000000000000",
  "00000000000000000000000000000000",
  "1.23457E+15",
  "1e+21",
];
const ids = [
  "Nan",
  "nulla",
  "na",
  "NAT",
  "-a",
  "#1",
  "u-1",
  "0",
  "guest",
  "00000000-0000-0000-0000-000000000001",
  "12345",
  "1.5",
  "a+b",
  "x1.2E+15",
  "1.2E+150",
];

const isLookedAt = (text: string): boolean => {
  const at = (place: number) => text.charCodeAt(place < 0 ? text.length + place : place);
  return mayBeNoId(text.length, at(0), at(-1), at(-3));
};

describe("an id that is none", () => {
  test.each(words)("%s", (text) => {
    expect(isNoId(text)).toBe(true);
  });

  test.each(ids)("unlike %s", (text) => {
    expect(isNoId(text)).toBe(false);
  });

  test("is looked at, whatever is left out to save time", () => {
    const any = fc.oneof(
      fc.constantFrom(...words, ...ids),
      fc.stringMatching(/^[nNuU0(<{[#?-][a-zA-Z0-9)/>-]{0,40}$/),
      fc.string(),
    );
    fc.assert(fc.property(any, (text) => isLookedAt(text) || !isNoId(text)));
  });

  test("is looked at also where only one attribute takes it for none", () => {
    const ofOne = Object.values(rawFields).flatMap((field) => (field as unknown as FieldRule).noIds ?? []);
    expect(ofOne).toContain("unknown");
    expect(ofOne.filter((text) => !isLookedAt(text))).toEqual([]);
  });

  test("costs a look at few others", () => {
    const usual = ["user-1", "nobody-17", "01a22ab4-fbae-7000-81da-5780f8df85b4", "unicorn@shop", "4711"];
    expect(usual.filter(isLookedAt)).toEqual(["user-1"]);
  });
});

test.each([
  [{ user_id: "guest", anonymous_id: "a" }, "user_id"],
  [{ user_id: "0", anonymous_id: "a" }, "user_id"],
  [{ user_id: "u", anonymous_id: "UNKNOWN" }, "anonymous_id"],
  [{ user_id: "u", anonymous_id: "a" }, undefined],
  [{ user_id: "guest", anonymous_id: "0" }, undefined],
  [{ user_id: "guest" }, undefined],
  [{ anonymous_id: "unknown" }, undefined],
  [{ user_id: null, anonymous_id: "unknown" }, undefined],
  [{ user_id: 5, anonymous_id: ["a"] }, undefined],
])("of %j the one that says nothing beside the other is %s", (given, idle) => {
  expect(idleId(given)).toBe(idle);
});
