import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { AddressRange, Halves } from "../../../../scripts/lookups/geo/range.ts";
import { split } from "../../../../scripts/lookups/geo/split.ts";
import { spotsOf } from "../../../../shared/redis/look-up/keys.ts";

const ordered = (halves: fc.Arbitrary<Halves>) =>
  fc
    .tuple(halves, halves)
    .map((pair) => pair.sort(([high, low], [other, otherLow]) => high - other || low - otherLow));

/** Ranges of a few buckets, with many that begin or end at a bucket's border. */
const ranges: fc.Arbitrary<AddressRange> = fc.oneof(
  ordered(
    fc.tuple(fc.integer({ min: 10, max: 13 }), fc.oneof(fc.constantFrom(0, 0xffff), fc.nat({ max: 0xffff }))),
  ).map(([first, last]): AddressRange => ({ family: 4, first: first!, last: last! })),
  ordered(
    fc.tuple(
      fc.integer({ min: 0x2001fffe, max: 0x20020001 }),
      fc.oneof(fc.constantFrom(0, 0xffffffff), fc.nat({ max: 0xffffffff })),
    ),
  ).map(([first, last]): AddressRange => ({ family: 6, first: first!, last: last! })),
);

const probes = ({ family, first, last }: AddressRange): Halves[] => {
  const most = family === 4 ? 0xffff : 0xffffffff;
  const around = ([high, low]: Halves): Halves[] => [
    [high, low],
    low === 0 ? [high - 1, most] : [high, low - 1],
    low === most ? [high + 1, 0] : [high, low + 1],
  ];
  return [...around(first), ...around(last), ...around([first[0], most]), ...around([last[0], 0])];
};

describe("split", () => {
  test("an address of the range is in one piece where it is looked up, another in none", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const pieces = [...split(range, "geo")];
        for (const [high, low] of probes(range)) {
          const inside =
            (high > range.first[0] || (high === range.first[0] && low >= range.first[1])) &&
            (high < range.last[0] || (high === range.last[0] && low <= range.last[1]));
          const hits = spotsOf({ family: range.family, high, low }, "geo").flatMap((spot) =>
            pieces.filter(({ key, start, end }) => key === spot.key && start <= spot.low && spot.low <= end),
          );
          expect(hits).toHaveLength(inside ? 1 : 0);
        }
      }),
    );
  });

  test("a wide network of IPv6 is one piece of a wide bucket", () => {
    expect([
      ...split({ family: 6, first: [0x2a000000, 0], last: [0x2a0fffff, 0xffffffff] }, "geo"),
    ]).toHaveLength(16);
    expect([...split({ family: 6, first: [0x20010db8, 0], last: [0x20010db8, 0xffffffff] }, "geo")]).toEqual([
      { key: "geo:6:2001", width: 2, start: 0x0db8, end: 0x0db8 },
    ]);
  });
});
