import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseAddress } from "../../../../shared/redis/look-up/address.ts";

describe("parseAddress", () => {
  test.each([
    ["IPv4", "198.18.7.9", { family: 4, high: 0xc612, low: 0x0709 }],
    ["the lowest IPv4", "0.0.0.0", { family: 4, high: 0, low: 0 }],
    ["the highest IPv4", "255.255.255.255", { family: 4, high: 0xffff, low: 0xffff }],
    ["IPv6", "2001:db8:1:2:3:4:5:6", { family: 6, high: 0x20010db8, low: 0x00010002 }],
    ["shortened IPv6", "2001:db8::1", { family: 6, high: 0x20010db8, low: 0 }],
    ["IPv6 shortened at its end", "2001:DB8:ffff::", { family: 6, high: 0x20010db8, low: 0xffff0000 }],
    ["nothing but zeros", "::", { family: 6, high: 0, low: 0 }],
    ["IPv6 with a zone", "fe80::1%eth0", { family: 6, high: 0xfe800000, low: 0 }],
    ["IPv4 mapped into IPv6", "::ffff:198.18.7.9", { family: 4, high: 0xc612, low: 0x0709 }],
    ["the same in hexadecimal", "::ffff:c612:709", { family: 4, high: 0xc612, low: 0x0709 }],
    ["a port", "198.18.7.9:80", { family: 4, high: 0xc612, low: 0x0709 }],
    ["a list", "10.0.0.1, 198.18.7.9, 198.18.0.1", { family: 4, high: 0xc612, low: 0x0709 }],
    ["brackets and a port", "[2001:db8::1]:443", { family: 6, high: 0x20010db8, low: 0 }],
  ])("reads %s", (_what, text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test.each([
    ["nothing", ""],
    ["three bytes", "1.2.3"],
    ["five bytes", "1.2.3.4.5"],
    ["a byte above 255", "1.2.3.256"],
    ["an empty byte", "1..3.4"],
    ["an open end", "1.2.3."],
    ["a leading zero, octal to some", "01.2.3.4"],
    ["a sign", "-1.2.3.4"],
    ["a network", "1.2.3.0/24"],
    ["two gaps", "1::2::3"],
    ["nine groups", "1:2:3:4:5:6:7:8:9"],
    ["a name", "localhost"],
  ])("refuses %s", (_what, text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("reads every IPv4 address back", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const [a, b, c, d] = text.split(".").map(Number) as [number, number, number, number];
        expect(parseAddress(text)).toEqual({ family: 4, high: a * 256 + b, low: c * 256 + d });
      }),
    );
  });

  test("reads the first half of every IPv6 address as the platform's own parser does", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text);
        const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseAddress(canonical)).toEqual(address);
        expect(address).toBeDefined();
      }),
    );
  });

  test("no text makes it throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAddress(text)));
  });
});
