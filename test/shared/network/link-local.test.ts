import type { lookup } from "node:dns";
import { describe, expect, test } from "@jest/globals";
import { guarded, isLinkLocalHost } from "../../../shared/network/link-local.ts";

describe("isLinkLocalHost", () => {
  test.each([
    "169.254.169.254",
    "169.254.0.1",
    "[fe80::1]",
    "[febf::1]",
    "[fd00:ec2::254]",
    "[::ffff:169.254.169.254]",
    "metadata.google.internal",
    "METADATA.google.internal.",
    "instance-data",
  ])("%s", (host) => {
    expect(isLinkLocalHost(host)).toBe(true);
  });

  test.each([
    "127.0.0.1",
    "localhost",
    "10.0.0.1",
    "[::1]",
    "[2001:db8::1]",
    "169.255.0.1",
    "fe80.example.com",
  ])("not %s", (host) => {
    expect(isLinkLocalHost(host)).toBe(false);
  });
});

describe("guarded", () => {
  const resolving = (...addresses: string[]) =>
    guarded(((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      )) as unknown as typeof lookup);
  const ask = (addresses: string[], all: boolean) =>
    new Promise((resolve) => {
      resolving(...addresses)("model.example.com", { all }, (error, address) =>
        resolve(error?.message ?? address),
      );
    });

  test("answers what the name resolves to", async () => {
    expect(await ask(["10.0.0.7", "10.0.0.8"], false)).toBe("10.0.0.7");
    expect(await ask(["10.0.0.7"], true)).toEqual([{ address: "10.0.0.7", family: 4 }]);
  });

  test.each([["169.254.169.254"], ["10.0.0.7", "fe80::1"]])(
    "refuses a name that resolves to a link-local address, also among others",
    async (...addresses) => {
      expect(await ask(addresses, true)).toMatch("a link-local address");
    },
  );
});
