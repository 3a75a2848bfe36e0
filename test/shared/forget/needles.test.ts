import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { hashesOf, isIn, isInLine, isInValue, needlesOf } from "../../../shared/forget/needles.ts";

const long = needlesOf(["ann@example.com"]);
const short = needlesOf(["7"]);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("whom to forget", () => {
  test.each([
    { what: "the id", text: "ann@example.com", found: true },
    { what: "a text with the id in it", text: "https://shop.example/?u=ann@example.com", found: true },
    { what: "its SHA-256", text: sha256("ann@example.com"), found: true },
    {
      what: "its MD5 within a text",
      text: `em:${createHash("md5").update("ann@example.com").digest("hex")}`,
      found: true,
    },
    { what: "somebody else", text: "bob@example.com", found: false },
    { what: "a part of it", text: "ann@", found: false },
  ])("is found by $what: $found", ({ text, found }) => expect(isIn(long, text)).toBe(found));

  test.each([
    { what: "is the value", value: { user_id: "7" }, found: true },
    { what: "is the value as a number", value: { user_id: 7 }, found: true },
    { what: "is deep within", value: { a: [{ b: { c: "7" } }] }, found: true },
    { what: "is a name", value: { users: { "7": 1 } }, found: true },
    { what: "is hashed", value: { traits: sha256("7") }, found: true },
    { what: "is a part of a text", value: { price: "7.50", page: "/p/7" }, found: false },
    { what: "is a part of a number", value: { n: 77 }, found: false },
    { what: "is nowhere", value: { a: null, b: true }, found: false },
  ])("by a short id where it $what: $found", ({ value, found }) => {
    expect(isInValue(short, value)).toBe(found);
    expect(isInLine(short, JSON.stringify(value))).toBe(found);
  });

  test("is found in what is no JSON, where the id stands between quotes or is long", () => {
    expect(isInLine(short, '{"user_id":"7","pri')).toBe(true);
    expect(isInLine(short, "GET /p/7 HTTP/1.1")).toBe(false);
    expect(isInLine(long, "GET /?u=ann@example.com HTTP/1.1")).toBe(true);
  });

  test("has the hashes of the usual form, too", () => {
    expect(hashesOf(" Ann@Example.com ")).toContain(sha256("ann@example.com"));
  });
});
