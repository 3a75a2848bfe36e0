import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type PlainField, runsOf } from "../../../../functions/enrich/write/plain-fields.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";

const fields: PlainField[] = [
  { name: "at", kind: "instant" },
  ...["a", "b", "c", "d", "e", "f"].map((name) => ({ name, kind: "count" as const })),
  { name: "is", kind: "flag" },
  { name: "value", kind: "real" },
];

/** Stands before the fields, as the plain fields of other steps do. */
const BEFORE = 2;

/** As JSON has the values: what is absent is left out. */
const expected = (numbers: readonly number[]) =>
  Object.fromEntries(
    fields.flatMap(({ name, kind }, each): [string, unknown][] => {
      const value = numbers[BEFORE + each]!;
      if (Number.isNaN(value)) return [];
      if (kind === "instant") return [[name, new Date(value).toISOString()]];
      return [[name, kind === "flag" ? value === 1 : value]];
    }),
  );

const count = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 120, max: 135 }),
  fc.nat(),
  fc.constant(Number.NaN),
);
const instant = fc.oneof(
  fc.constantFrom(0, 1_772_618_400_123, 1_772_618_400_124, Number.NaN),
  fc.integer({ min: 0, max: 253_402_300_799_999 }),
);
const flag = fc.constantFrom(0, 1, Number.NaN);
const real = fc.oneof(
  fc.constantFrom(0, 0.001, 19.99, 1e21, Number.NaN),
  fc.double({ noDefaultInfinity: true, min: 0 }),
);
const numbers = fc
  .tuple(instant, ...fields.slice(1, 7).map(() => count), flag, real)
  .map((values) => [7, 7, ...values]);

test("line after line is written as JSON has its values, whatever was written before", () => {
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 20 }), (lines) => {
      const runs = runsOf(fields, BEFORE);
      // Each twice: what is kept of the first time is written the second time.
      for (const line of lines.flatMap((each) => [each, each])) {
        const out = new TextBuffer(16);
        for (const run of runs) run(out, { remembered: { numbers: line } });
        expect(JSON.parse(`{${out.view().toString().slice(1)}}`)).toEqual(expected(line));
      }
    }),
  );
});
