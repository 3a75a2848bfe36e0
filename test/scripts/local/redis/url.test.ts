import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { redisTarget } from "../../../../scripts/local/redis/url.ts";
import { UserError } from "../../../../scripts/user-error.ts";

const plain = { host: "127.0.0.1", port: 6379, tls: false, cluster: false };

test.each([
  ["redis://127.0.0.1", plain],
  ["redis://127.0.0.1:7000/", { ...plain, port: 7000 }],
  ["redis://127.0.0.1:7000/0", { ...plain, port: 7000 }],
  ["REDISS://cache.example", { ...plain, host: "cache.example", tls: true }],
  ["valkeys://cache.example", { ...plain, host: "cache.example", tls: true }],
  ["redis://[::1]:1", { ...plain, host: "::1", port: 1 }],
  ["redis://:a%40b@h", { ...plain, host: "h", password: "a@b" }],
  [
    "rediss://u:p@h:2?cluster=true",
    { host: "h", port: 2, tls: true, cluster: true, username: "u", password: "p" },
  ],
])("%s", (text, target) => {
  expect(redisTarget(text)).toEqual(target);
});

describe("is refused in a sentence", () => {
  test.each([
    ["a host alone", "localhost:6379", "has no redis://"],
    ["a password alone", "hunter2", "has no redis://"],
    ["another protocol", "http://localhost", "begins with http://"],
    ["another database", "redis://localhost/3", "names database 3"],
    ["a port that is none", "redis://h:99999", "cannot be read"],
    ["a mark that ends the address", "redis://:hun#ter2@h", "%23"],
    ["a slash in the password", "redis://hun/ter2@h", "goes on after host and port"],
    ["a question mark in the password", "redis://hun?ter2@h", "has settings that are not known here"],
    ["a percent sign that begins no code", "redis://:50%off@h", "has a % that begins no code"],
    ["a password in the place of a user", "redis://hunter2@h", "names a user without a password"],
  ])("%s", (_description, text, part) => {
    expect(() => redisTarget(text)).toThrow(UserError);
    expect(() => redisTarget(text)).toThrow(part);
  });

  test("that never has a part of a password in it, encoded or not", () => {
    const password = fc.string({ minLength: 1, maxLength: 6 }).map((text) => `hunter${text}hunter`);
    fc.assert(
      fc.property(password, fc.constantFrom("redis://:", "redis://u:", "rediss://", ""), (secret, before) => {
        try {
          redisTarget(`${before}${secret}@h`);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).not.toContain("hunter");
        }
      }),
    );
  });
});

test("any password comes back when it is encoded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (password) => {
      expect(redisTarget(`rediss://u:${encodeURIComponent(password)}@h`).password).toBe(password);
    }),
  );
});
