import { describe, expect, test } from "@jest/globals";
import { isAddress, rangeBetween, rangeOfNetwork, TooFine } from "../../../../scripts/lookups/geo/range.ts";

describe("rangeOfNetwork", () => {
  test.each([
    ["198.18.3.0/24", { family: 4, first: [0xc612, 0x0300], last: [0xc612, 0x03ff] }],
    ["0.0.0.0/0", { family: 4, first: [0, 0], last: [0xffff, 0xffff] }],
    ["1.2.3.4/32", { family: 4, first: [0x0102, 0x0304], last: [0x0102, 0x0304] }],
    ["1.2.3.4", { family: 4, first: [0x0102, 0x0304], last: [0x0102, 0x0304] }],
    ["::ffff:1.2.3.0/120", { family: 4, first: [0x0102, 0x0300], last: [0x0102, 0x03ff] }],
    ["2001:db8::/32", { family: 6, first: [0x20010db8, 0], last: [0x20010db8, 0xffffffff] }],
    ["2001:db8:0:7::/64", { family: 6, first: [0x20010db8, 7], last: [0x20010db8, 7] }],
  ])("reads %s", (text, range) => {
    expect(rangeOfNetwork(text)).toEqual(range);
  });

  test.each([
    ["an empty prefix", "198.18.0.0/", "no valid prefix length"],
    ["an IPv6 address alone", "2001:db8::", "finer than a /64"],
    ["a prefix that is too long", "198.18.0.0/33", "no valid prefix length"],
    ["an address inside the network", "198.18.0.1/24", "bits set behind its prefix"],
    ["no address", "banana/24", "the address is not valid"],
    ["a network finer than a /64", "2001:db8::/65", "finer than a /64"],
  ])("refuses %s", (_what, text, message) => {
    expect(() => rangeOfNetwork(text)).toThrow(message);
  });
});

describe("rangeBetween", () => {
  test.each([
    ["IPv4", "198.18.0.0", "198.18.1.255", { family: 4, first: [0xc612, 0], last: [0xc612, 0x01ff] }],
    [
      "IPv4 as numbers",
      "3323068416",
      "3323068927",
      { family: 4, first: [0xc612, 0], last: [0xc612, 0x01ff] },
    ],
    [
      "IPv6",
      "2001:db8::",
      "2001:db8::ffff:ffff:ffff:ffff",
      { family: 6, first: [0x20010db8, 0], last: [0x20010db8, 0] },
    ],
    [
      "IPv4 that is mapped into IPv6",
      "281474004811776",
      "281474004812031",
      { family: 4, first: [0xc612, 0], last: [0xc612, 0x00ff] },
    ],
    [
      "IPv6 as numbers, from the lowest",
      "0",
      "36893488147419103231",
      { family: 6, first: [0, 0], last: [0, 1] },
    ],
  ])("reads %s", (_what, first, last, range) => {
    expect(rangeBetween(first, last)).toEqual(range);
  });

  test.each([
    ["an end before the beginning", "1.0.0.2", "1.0.0.1", "ends before it begins"],
    ["two families", "1.0.0.2", "2001:db8::", "begins in IPv4 and ends in IPv6"],
    ["a range that begins inside a /64", "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", "finer than a /64"],
    ["an empty cell", "1.0.0.2", "", "the address is not valid"],
    ["a number of more than 128 bits", "0", "9".repeat(39), "the address is not valid"],
  ])("refuses %s", (_what, first, last, message) => {
    expect(() => rangeBetween(first, last)).toThrow(message);
  });
});

test("a range that is too fine is told from one that is wrong", () => {
  expect(() => rangeOfNetwork("2001:db8::/65")).toThrow(TooFine);
  expect(() => rangeOfNetwork("2001:db8::/129")).not.toThrow(TooFine);
});

test.each([
  ["1.2.3.4", true],
  ["16777216", true],
  ["2001:db8::", true],
  ["1.2.3.4/24", false],
  ["1.2.3", false],
  ["network", false],
  ["", false],
])("isAddress(%p)", (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});
