import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { nestsDeeper } from "../../../shared/json/depth.ts";

function levelsOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

describe("nestsDeeper", () => {
  test("agrees with counting the levels of the value, whatever stands in its texts", () => {
    const texts = fc.string({ unit: fc.constantFrom("{", "[", "]", "}", '"', "\\", "a") });
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "medium" },
        texts,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(texts, tie("node"), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, fc.integer({ min: 0, max: 6 }), (value, levels) => {
        expect(nestsDeeper(JSON.stringify(value), levels)).toBe(levelsOf(value) > levels);
      }),
    );
  });

  test.each([10_000, 1_000_000])("tells %d levels without recursing", (levels) => {
    expect(nestsDeeper("[".repeat(levels) + "]".repeat(levels), 100)).toBe(true);
  });
});
