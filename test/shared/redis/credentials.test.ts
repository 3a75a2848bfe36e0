import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { credentialsIn, type RedisCredentials, secretOf } from "../../../shared/redis/credentials.ts";

test.each<[string, string | undefined, RedisCredentials | undefined]>([
  ["no secret", undefined, undefined],
  ["a password alone", "s3cret", { password: "s3cret" }],
  ["a user's", '{"username":"u","password":"p"}', { username: "u", password: "p" }],
  ["more than is asked", '{"engine":"redis","password":"p","port":6379}', { password: "p" }],
  ["a password that begins like JSON", "{p", { password: "{p" }],
  ["a password that is JSON of something else", '{"a":1}', { password: '{"a":1}' }],
])("%s", (_description, secret, credentials) => {
  expect(credentialsIn(secret)).toEqual(credentials);
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (username, password) => {
      expect(credentialsIn(secretOf({ username, password }))).toEqual({ username, password });
    }),
  );
});
