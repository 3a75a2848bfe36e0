import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { cutText, cutUrl, hasLength } from "../../../shared/event/texts.ts";

test("a length is counted in code points", () => {
  const anyText = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(
    fc.property(anyText, fc.nat(6), fc.nat(12), (text, min, max) => {
      const points = [...text].length;
      expect(hasLength(text, min, max)).toBe(points >= min && points <= max);
    }),
    { numRuns: 3000 },
  );
});

test("what is cut is a beginning of whole characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.nat(30), (text, max) => {
      const whole = text.replace(/\p{Surrogate}/gu, "");
      for (const cut of [cutText(text, max), cutUrl(text, max)]) {
        expect(whole.startsWith(cut) && cut.isWellFormed() && cut.length <= max).toBe(true);
      }
      expect(whole.slice(0, max).length - cutText(text, max).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 3000 },
  );
});
