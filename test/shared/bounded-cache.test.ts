import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { BoundedCache } from "../../shared/bounded-cache.ts";

test("keeps what was used last, and never more than twice its capacity", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.integer({ min: 0, max: 20 })),
      (capacity, keys) => {
        const cache = new BoundedCache<number>(capacity);
        const used: string[] = [];
        for (const key of keys.map(String)) {
          if (cache.get(key) === undefined) cache.set(key, Number(key));
          used.push(key);
          const latest = [...new Set(used.toReversed())].slice(0, capacity);
          for (const recent of latest.toReversed()) expect(cache.get(recent)).toBe(Number(recent));
          used.push(...latest.toReversed());
          expect(cache.size).toBeLessThanOrEqual(2 * capacity);
        }
      },
    ),
  );
});

test("forgets in the end", () => {
  const cache = new BoundedCache<number>(2);
  for (let key = 0; key < 10; key += 1) cache.set(String(key), key);
  expect(cache.get("0")).toBeUndefined();
  expect(cache.get("9")).toBe(9);
});
