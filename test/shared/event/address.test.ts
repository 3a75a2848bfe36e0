import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { clientAddress } from "../../../shared/event/address.ts";

describe("clientAddress", () => {
  test.each([
    ["IPv4", "198.18.7.9", "198.18.7.9"],
    ["with a port", "198.18.7.9:49153", "198.18.7.9"],
    ["in blanks", " 198.18.7.9\t", "198.18.7.9"],
    ["in quotes", '"198.18.7.9:80"', "198.18.7.9"],
    ["in single quotes", "'198.18.7.9'", "198.18.7.9"],
    ["as PostgreSQL writes one", "198.18.7.9/32", "198.18.7.9"],
    ["IPv6 as PostgreSQL writes one", "2001:DB8::1/128", "2001:db8::1"],
    ["mapped, as PostgreSQL writes one", "::ffff:198.18.7.9/128", "198.18.7.9"],
    ["as a proxy forwards it", "for=198.18.7.9;proto=https;by=10.0.0.1", "198.18.7.9"],
    ["as a proxy forwards it, with a port", 'For="[2001:db8::1]:4711"', "2001:db8::1"],
    ["forwarded by two", "for=unknown, for=198.18.7.9", "198.18.7.9"],
    ["behind a semicolon", "10.0.0.1; 198.18.7.9", "198.18.7.9"],
    ["mapped into IPv6", "::ffff:198.18.7.9", "198.18.7.9"],
    ["mapped, in hexadecimal", "::FFFF:c612:709", "198.18.7.9"],
    ["mapped, written out", "0:0:0:0:0:ffff:c612:0709", "198.18.7.9"],
    ["mapped, with a port", "[::ffff:198.18.7.9]:443", "198.18.7.9"],
    ["IPv6", "2001:db8::1", "2001:db8::1"],
    ["in capitals", "2001:DB8::AB", "2001:db8::ab"],
    ["written out", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
    ["two runs of zeros, the longer left out", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["two runs of zeros, the first left out", "2001:0:0:1:1:0:0:1", "2001::1:1:0:0:1"],
    ["a single zero stays", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["zeros at the end", "2001:db8:0:0:0:0:0:0", "2001:db8::"],
    ["zeros alone", "0:0:0:0:0:0:0:0", "::"],
    ["in brackets", "[2001:db8::1]", "2001:db8::1"],
    ["in brackets with a port", "[2001:db8::1]:443", "2001:db8::1"],
    ["with a zone", "fe80::1%eth0", "fe80::1"],
    ["with a zone in brackets", "[fe80::1%25eth0]:80", "fe80::1"],
    ["a list: the client before its proxies", "198.18.7.9, 198.18.0.1", "198.18.7.9"],
    ["a list without blanks", "198.18.7.9,2001:db8::1", "198.18.7.9"],
    [
      "a list: the client's own network before it",
      "10.0.0.1, 192.168.1.1, 198.18.7.9, 9.9.9.9",
      "198.18.7.9",
    ],
    ["a list of IPv6", "fd00::1, fe80::2, 2001:db8::1", "2001:db8::1"],
    ["a list behind a loopback", "127.0.0.1, ::1, 198.18.7.9", "198.18.7.9"],
    ["a list behind a carrier's network", "100.64.0.1, 198.18.7.9", "198.18.7.9"],
    ["a list with what is no address", "unknown, , _hidden, 198.18.7.9:80", "198.18.7.9"],
    ["a list without a public one: the first", "unknown, 10.0.0.1, 192.168.1.1", "10.0.0.1"],
    ["a private one alone", "192.168.1.1", "192.168.1.1"],
  ])("%s: %s", (_what, text, address) => {
    expect(clientAddress(text)).toBe(address);
  });

  test.each([
    ["nothing", ""],
    ["blanks", "  "],
    ["a word", "unknown"],
    ["a dash", "-"],
    ["a name", "localhost"],
    ["three bytes", "1.2.3"],
    ["a byte above 255", "1.2.3.256"],
    ["a leading zero, octal to some", "01.2.3.4"],
    ["a number", "3232235777"],
    ["a network", "1.2.3.0/24"],
    ["a network of IPv6", "2001:db8::/32"],
    ["a quote that does not close", "'1.2.3.4"],
    ["an open bracket", "[2001:db8::1"],
    ["a port alone", ":443"],
    ["two gaps", "1::2::3"],
    ["an already truncated one", "198.18.7.x"],
  ])("there is none in %s", (_what, text) => {
    expect(clientAddress(text)).toBeUndefined();
  });

  const spelt = (address: string): fc.Arbitrary<string> =>
    fc.constantFrom(
      address,
      ` ${address} `,
      address.includes(":") ? `[${address}]:443` : `${address}:443`,
      address.toUpperCase(),
      `${address}, 10.0.0.1`,
      `10.0.0.1, ${address}, 192.168.0.1`,
      address.includes(":") ? address : `::ffff:${address}`,
    );
  const isPublic = (address: string) =>
    !/^(?:0|10|100|127|169|172|192|2[2-5]\d)\.|^(?:::|f[c-f])/.test(address);

  test("is the same however it is spelt", () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((text) => new URL(`http://[${text}]/`).hostname.slice(1, -1)),
    );
    const both = address.filter(isPublic).chain((address) => fc.tuple(fc.constant(address), spelt(address)));
    fc.assert(
      fc.property(both, ([address, text]) => {
        expect(clientAddress(text)).toBe(address);
      }),
      { numRuns: 1000 },
    );
  });

  test("is in a form that stays as it is", () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.string());
    fc.assert(
      fc.property(text, (text) => {
        const address = clientAddress(text);
        if (address !== undefined) expect(clientAddress(address)).toBe(address);
      }),
      { numRuns: 1000 },
    );
  });
});
