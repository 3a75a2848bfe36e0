import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { zipKey } from "../../../../shared/redis/look-up/keys.ts";
import { decodeZipArea, encodeZipArea } from "../../../../shared/redis/look-up/zip.ts";

describe("zip areas", () => {
  test("decoding is the inverse of encoding", () => {
    const areas = fc.record({
      state: fc.string({ unit: "grapheme" }).filter((state) => !state.includes("\t")),
      population: fc.nat(),
      median_income: fc.nat({ max: 100_000_000 }).map((cents) => cents / 100),
    });
    fc.assert(
      fc.property(areas, (area) => {
        expect(decodeZipArea(Buffer.from(encodeZipArea(area)))).toEqual(area);
      }),
    );
  });

  test.each(["", "NY", "NY\t1", "NY\t1\t", "NY\t\t1", "NY\tmany\t1"])("refuses %j", (text) => {
    expect(() => decodeZipArea(Buffer.from(text))).toThrow(RangeError);
  });

  test("what a later release wrote behind the three is passed over, after a roll-back", () => {
    const area = { state: "NY", population: 1, median_income: 2 };
    expect(decodeZipArea(Buffer.from("NY\t1\t2\tNew York County\t3"))).toEqual(area);
  });

  test.each([
    ["as it is", "02108", "zip:02108"],
    ["without spaces around", " 02108 ", "zip:02108"],
    ["in capitals", "sw1a 1aa", "zip:SW1A 1AA"],
    ["a ZIP+4 by its first five digits", "02108-1234", "zip:02108"],
    ["a ZIP+4 with a blank", "02108 1234", "zip:02108"],
    ["a ZIP+4 without a delimiter", "021081234", "zip:02108"],
    ["a ZIP+4 with blanks around its hyphen", "02108 - 1234", "zip:02108"],
    ["a ZIP+4 with a dash, as word processors write it", "02108–1234", "zip:02108"],
    ["a ZIP as pandas writes it beside missing ones", "10001.0", "zip:10001"],
    ["a ZIP whose leading zero is lost whole: it may be a code of another country", "2108.0", "zip:2108.0"],
    ["a ZIP+4 without its last digit whole", "02108-123", "zip:02108-123"],
    ["a code of ten digits whole", "0210812345", "zip:0210812345"],
    ["a foreign code with a dash whole", "00-950", "zip:00-950"],
  ])("keys a code %s", (_what, code, key) => {
    expect(zipKey(code)).toBe(key);
  });
});
