import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { addressStep } from "../../../../functions/enrich/steps/address.ts";

const valuesOf = (ip: string) => addressStep("key").of(ip, undefined);

describe("address", () => {
  test.each([
    { ip: "203.0.113.77", prefix: "203.0.113.0/24" },
    { ip: "2001:0db8:85a3:0000::8a2e", prefix: "2001:db8:85a3::/48" },
    { ip: "2001:db8::1", prefix: "2001:db8:0::/48" },
    { ip: "::1", prefix: "0:0:0::/48" },
    { ip: "::ffff:203.0.113.77", prefix: "203.0.113.0/24" },
    { ip: "fe80::1%eth0", prefix: "fe80:0:0::/48" },
    { ip: "10.0.0.9, 203.0.113.77:443", prefix: "203.0.113.0/24" },
  ])("$ip", ({ ip, prefix }) => {
    expect(valuesOf(ip)).toEqual({ ip_hash: expect.stringMatching(/^[0-9a-f]{32}$/), ip_prefix: prefix });
  });

  test("of what is no address nothing is kept", () => {
    expect(valuesOf("unknown")).toEqual({ ip_hash: undefined, ip_prefix: undefined });
  });

  test.each([
    { address: "203.0.113.77", spelt: ["::ffff:203.0.113.77", "[::FFFF:CB00:714D]:443", " 203.0.113.77:80"] },
    {
      address: "2001:db8::8a2e",
      spelt: ["2001:DB8:0:0:0:0:0:8A2E", "[2001:db8::8a2e]:443", "2001:db8::8a2e%en0"],
    },
  ])("a visitor at $address is the same however that is spelt", ({ address: usual, spelt }) => {
    for (const ip of spelt) expect(valuesOf(ip)).toEqual(valuesOf(usual));
  });

  test.each(["203.0.113.77", "2001:db8::8a2e"])(
    "the hash of %s is that of its text, as it was stored before",
    (ip) => {
      const hash = createHmac("sha256", "key").update(ip).digest("hex").slice(0, 32);
      expect(valuesOf(ip).ip_hash).toBe(hash);
    },
  );

  test("the hash differs between keys", () => {
    expect(addressStep("other").of("203.0.113.77", undefined).ip_hash).not.toBe(
      valuesOf("203.0.113.77").ip_hash,
    );
  });
});
