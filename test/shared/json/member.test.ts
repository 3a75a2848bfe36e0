import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { memberSpan } from "../../../shared/json/member.ts";

const names = fc.constantFrom("a", "b", 'q"', "\\", "{", "a:b", "é");
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, 1.5, -2, "", '"', "\\", "}", "],", '\\"', "a"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** JSON with white space wherever it may be. */
const spaced = (value: unknown) => JSON.stringify(value, undefined, " \t");

describe("the span of a member", () => {
  test("holds what the parser reads under its name, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, tree)), names, fc.boolean(), (members, name, isSpaced) => {
        const write = isSpaced ? spaced : JSON.stringify;
        const text = `{${members.map(([key, value]) => `${JSON.stringify(key)} : ${write(value)} `).join(",")}}`;
        const parsed: Record<string, unknown> = JSON.parse(text);
        const span = memberSpan(text, name);
        expect(span !== undefined).toBe(Object.hasOwn(parsed, name));
        if (span === undefined) return;
        expect(JSON.parse(text.slice(span.start, span.end))).toEqual(parsed[name]);
        const changed: unknown = JSON.parse(`${text.slice(0, span.start)}"new"${text.slice(span.end)}`);
        expect(changed).toEqual({ ...parsed, [name]: "new" });
      }),
    );
  });

  test.each([
    { what: "a name written by codes", text: String.raw`{"\u0061":1}`, value: "1" },
    { what: "the last of two of one name", text: '{"a":1,"a":2}', value: "2" },
    { what: "not the same name further in", text: '{"b":{"a":1},"a":[{"a":2}]}', value: '[{"a":2}]' },
    { what: "a number as it was written", text: '{"a":12345678901234567890}', value: "12345678901234567890" },
  ])("is that of $what", ({ text, value }) => {
    const span = memberSpan(text, "a")!;
    expect(text.slice(span.start, span.end)).toBe(value);
  });

  test("is none in a text that breaks off within a string", () => {
    expect(memberSpan('{"b":"', "a")).toBeUndefined();
  });
});
