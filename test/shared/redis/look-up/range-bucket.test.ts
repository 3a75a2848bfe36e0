import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { GeoPlace } from "../../../../shared/redis/facts.ts";
import { geoBuckets } from "../../../../shared/redis/look-up/geo-bucket.ts";
import {
  type BucketRange,
  decodeBucket,
  encodeBucket,
  type Width,
} from "../../../../shared/redis/look-up/range-bucket.ts";

const encode = (width: Width, ranges: readonly BucketRange<GeoPlace>[]) =>
  encodeBucket(width, ranges, geoBuckets);
const decode = (bytes: Uint8Array) => decodeBucket(bytes, geoBuckets);

const place = (override: Partial<GeoPlace> = {}): GeoPlace => ({
  country: "DE",
  region: "Land Berlin",
  city: "Berlin",
  timezone: "Europe/Berlin",
  latitude: 52.52,
  longitude: 13.405,
  ...override,
});

const places = fc.record({
  country: fc.constantFrom("DE", "FR"),
  region: fc.string({ unit: "grapheme", maxLength: 8 }),
  city: fc.constantFrom("", "Zürich", "東京", 'a"b\tc\nd'),
  timezone: fc.constant("Europe/Berlin"),
  latitude: fc.double({ min: -90, max: 90, noNaN: true }).map((degrees) => degrees + 0),
  longitude: fc.constantFrom(0, -13.4),
});

/** Sorted, disjoint ranges, neighbours in different places. */
const rangesOf = (width: Width) =>
  fc
    .tuple(
      fc.uniqueArray(fc.nat({ max: 2 ** (8 * width) - 1 }), { maxLength: 40 }),
      fc.array(places, { minLength: 20, maxLength: 20 }),
    )
    .map(([bounds, places]) => {
      const sorted = bounds.sort((one, other) => one - other);
      const ranges: BucketRange<GeoPlace>[] = [];
      for (let at = 0; at + 1 < sorted.length; at += 2)
        ranges.push({
          start: sorted[at]!,
          end: sorted[at + 1]!,
          value: { ...places[at / 2]!, region: `${at}` },
        });
      return ranges;
    });

describe.each([2, 4] as const)("a bucket of width %i", (width) => {
  const most = 2 ** (8 * width) - 1;

  test("decoding is the inverse of encoding", () => {
    fc.assert(
      fc.property(rangesOf(width), (ranges) => {
        expect(decode(encode(width, ranges)).ranges()).toEqual(ranges);
      }),
    );
  });

  test("finds what a look at every range finds", () => {
    fc.assert(
      fc.property(rangesOf(width), fc.array(fc.nat({ max: most })), (ranges, addresses) => {
        const bucket = decode(encode(width, ranges));
        const borders = ranges.flatMap(({ start, end }) => [start - 1, start, end, end + 1]);
        for (const low of [0, most, ...addresses, ...borders].filter((low) => low >= 0 && low <= most)) {
          const range = ranges.find(({ start, end }) => start <= low && low <= end);
          expect(bucket.find(low)).toEqual(range?.value);
        }
      }),
    );
  });

  test("a single changed byte is noticed", () => {
    const bytes = encode(width, [{ start: 5, end: 9, value: place() }]);
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1;
      expect(() => decode(damaged)).toThrow("A bucket of ranges is damaged.");
    }
  });
});

describe("encodeBucket", () => {
  test.each([
    ["nothing", []],
    ["every address", [{ start: 0, end: 0xffff, value: place() }]],
    ["the last address", [{ start: 0xffff, end: 0xffff, value: place() }]],
    [
      "a country without coordinates",
      [{ start: 0, end: 9, value: { country: "FR", region: "", city: "", timezone: "" } }],
    ],
  ])("packs %s", (_what, ranges) => {
    expect(decode(encode(2, ranges)).ranges()).toEqual(ranges);
  });

  test("neighbours in one place become one range, and a place is kept once", () => {
    const apart = [0, 2, 4].map((start) => ({ start, end: start, value: place() }));
    const joined = [0, 1, 2].map((start) => ({ start, end: start, value: place() }));
    expect(decode(encode(2, joined)).ranges()).toEqual([{ start: 0, end: 2, value: place() }]);
    expect(encode(2, apart).toString("latin1").split("Berlin")).toHaveLength(3 + 1);
  });

  test("reads a bucket that lies unaligned in a larger buffer", () => {
    const bytes = encode(4, [{ start: 1, end: 2, value: place() }]);
    const shifted = Buffer.concat([Buffer.from("x"), bytes]).subarray(1);
    expect(decode(shifted).find(1)).toEqual(place());
  });

  test.each([
    ["no bytes", Buffer.alloc(0)],
    ["a text", Buffer.from("something that is no bucket")],
  ])("refuses %s", (_what, bytes) => {
    expect(() => decode(bytes)).toThrow(RangeError);
  });
});
