import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { escaped, TabReader } from "../../../../functions/enrich/write/tabbed.ts";

const values = fc.oneof(
  fc.string(),
  fc.constantFrom("\t", "\n", "\\", "\\t"),
  fc.nat(),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => value + 0),
);

test("reads back what was written, to the end of its line", () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1 }), fc.constantFrom("", "\nmore\t1"), (written, rest) => {
      const line = written.map((value) => escaped(String(value))).join("\t");
      const reader = new TabReader(`before\n${line}${rest}`, 7);
      for (const value of written) {
        expect(reader.more).toBe(true);
        expect(typeof value === "number" ? reader.number() : reader.text()).toBe(value);
      }
      expect(reader.more).toBe(false);
      expect([reader.number(), reader.optionalNumber(), reader.text()]).toEqual([Number.NaN, undefined, ""]);
    }),
  );
});

test("reads several values as they stand, and all that is left", () => {
  const reader = new TabReader("a\tb\\tc\t\td\te\nnext", 0);
  expect(reader.raw(3)).toBe("a\tb\\tc\t");
  expect(reader.rest()).toBe("d\te");
  expect([reader.more, reader.overrun]).toEqual([false, false]);
  expect(reader.rest()).toBe("");
  expect(reader.overrun).toBe(true);
});

test.each([
  { description: "nothing", text: "", number: Number.NaN },
  { description: "words", text: "many", number: Number.NaN },
  { description: "digits and words", text: "1a", number: Number.NaN },
  { description: "a fraction", text: "324.39", number: 324.39 },
  { description: "a negative number", text: "-7", number: -7 },
])("$description as a number", ({ text, number }) => {
  expect(new TabReader(`${text}\tnext`).number()).toBe(number);
  expect(new TabReader(text).number()).toBe(number);
});
