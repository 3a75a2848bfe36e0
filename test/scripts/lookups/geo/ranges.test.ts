import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { put } from "../../../../scripts/lookups/geo/ranges.ts";
import type { GeoPlace } from "../../../../shared/redis/facts.ts";
import type { BucketRange } from "../../../../shared/redis/look-up/range-bucket.ts";

const place = (city: string) => ({ country: "DE", region: "", city, timezone: "" });

test("ranges that are put in any order lie as if they had been painted one over the other", () => {
  const rows = fc.array(
    fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })).map((pair) => pair.sort((one, other) => one - other)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(rows, (rows) => {
      const painted = new Array<string | undefined>(31).fill(undefined);
      const ranges: BucketRange<GeoPlace>[] = [];
      rows.forEach(([start, end], row) => {
        painted.fill(`${row}`, start!, end! + 1);
        put(ranges, { start: start!, end: end!, value: place(`${row}`) });
      });
      ranges.reduce((free, { start, end }) => {
        expect(start).toBeGreaterThanOrEqual(free);
        expect(end).toBeGreaterThanOrEqual(start);
        return end + 1;
      }, 0);
      painted.forEach((city, low) => {
        expect(ranges.find(({ start, end }) => start <= low && low <= end)?.value.city).toBe(city);
      });
    }),
  );
});
