import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { keyOf } from "../../../../scripts/local/run/identity.ts";
import { KeySet } from "../../../../scripts/local/run/key-set.ts";

test("holds what a set of the ids would hold, each once", () => {
  const id: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c", "d", "e", "f");
  fc.assert(
    fc.property(fc.array(id), (ids) => {
      const keys = new KeySet(ids, ids.length);
      expect(keys.size).toBe(new Set(ids).size);
      for (const asked of ["a", "b", "c", "d", "e", "f", "never"])
        expect(keys.has(keyOf(asked))).toBe(ids.includes(asked));
    }),
  );
});
