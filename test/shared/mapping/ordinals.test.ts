import { hash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Ordinals } from "../../../shared/mapping/ordinals.ts";

const digest = (text: string) => hash("sha256", text, "hex").slice(0, 32);

describe("Ordinals", () => {
  test("counts as a map does, beyond its first size", () => {
    const contents = fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 2_000, maxLength: 6_000 });
    fc.assert(
      fc.property(contents, (numbers) => {
        const ordinals = new Ordinals();
        const counts = new Map<number, number>();
        for (const number of numbers) {
          const before = counts.get(number) ?? 0;
          counts.set(number, before + 1);
          expect(ordinals.next(digest(String(number)))).toBe(before);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("a digest of zeros is a digest", () => {
    const ordinals = new Ordinals();
    const zeros = "0".repeat(32);
    expect([ordinals.next(zeros), ordinals.next(zeros)]).toEqual([0, 1]);
  });
});
