import { expect, test } from "@jest/globals";
import { reasonOf } from "../../../shared/redis/unavailable.ts";

test.each([
  ["a plain message", new Error("connect ECONNREFUSED"), "connect ECONNREFUSED"],
  [
    "a command that the server quotes",
    new Error("ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'hunter2'"),
    "ERR unknown command 'HELLO'",
  ],
  ["the password anywhere else", new Error("cannot log in with hunter2"), "cannot log in with ***"],
  [
    "several addresses that all failed",
    new AggregateError([new Error("connect ETIMEDOUT")], ""),
    "connect ETIMEDOUT",
  ],
  ["an error without words", Object.assign(new Error(""), { code: "EPIPE" }), "EPIPE"],
])("the reason is told of %s", (_what, error, reason) => {
  expect(reasonOf(error, "hunter2")).toBe(reason);
});
