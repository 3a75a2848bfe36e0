import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { shortNumber } from "../../../../shared/event/scan/number.ts";

const numberOf = (text: string) => shortNumber(Buffer.from(`:${text},`), 1, text.length + 1);

test("a number of few digits is the one that the parser reads", () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/);
  fc.assert(
    fc.property(digits, (text) => {
      expect(numberOf(text)).toBe(text.length > 15 ? undefined : Number(text));
    }),
    { numRuns: 5000 },
  );
});

test.each(["-1", "1e3", "1E-7", "1234567890123456", "0.12345678901234"])(
  "%s is left to the parser",
  (text) => {
    expect(numberOf(text)).toBeUndefined();
  },
);
