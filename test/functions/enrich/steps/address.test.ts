import { describe, expect, test } from "@jest/globals";
import { address } from "../../../../functions/enrich/steps/address.ts";
import { agentOf } from "../../../../functions/enrich/steps/agent.ts";

describe("address", () => {
  test.each([
    { ip: "203.0.113.77", prefix: "203.0.113.0/24" },
    { ip: "2001:0db8:85a3:0000::8a2e", prefix: "2001:db8:85a3::/48" },
    { ip: "2001:db8::1", prefix: "2001:db8:0::/48" },
    { ip: "::1", prefix: "0:0:0::/48" },
    { ip: "::ffff:203.0.113.77", prefix: "0:0:0::/48" },
    { ip: "fe80::1%eth0", prefix: "fe80:0:0::/48" },
    { ip: "not an address", prefix: undefined },
  ])("$ip", ({ ip, prefix }) => {
    expect(address("key").of(ip, undefined)).toEqual({
      ip_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      ip_prefix: prefix,
    });
  });

  test("the hash is stable for a key and differs between keys", () => {
    const hashBy = (key: string) => address(key).of("203.0.113.77", undefined).ip_hash;
    expect(hashBy("key")).toBe(hashBy("key"));
    expect(hashBy("other")).not.toBe(hashBy("key"));
  });
});

describe("agentOf", () => {
  test.each([
    {
      description: "a phone",
      agent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
      found: { device_category: "mobile", os: "iOS", browser: "Safari", is_bot: false },
    },
    {
      description: "a desktop",
      agent:
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
      found: { device_category: "desktop", os: "Windows", browser: "Chrome", is_bot: false },
    },
    {
      description: "a crawler",
      agent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      found: { device_category: "bot", is_bot: true },
    },
    {
      description: "an application of its own",
      agent: "MyShop/3.2 CFNetwork/1240 Darwin/20.6.0",
      found: { device_category: "other", is_bot: false },
    },
  ])("$description", ({ agent, found }) => {
    expect(agentOf(agent)).toMatchObject(found);
  });
});
