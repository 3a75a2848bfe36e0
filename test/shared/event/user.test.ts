import { expect, test } from "@jest/globals";
import { userIn } from "../../../shared/event/user.ts";
import { parseExact } from "../../../shared/json/exact.ts";

test.each([
  { description: "a user", json: '{"user_id":"u","anonymous_id":"a"}', user: "u" },
  { description: "an empty user", json: '{"user_id":"","anonymous_id":"a"}', user: "a" },
  {
    description: "a number, with every digit",
    json: '{"user_id":9007199254740993}',
    user: "9007199254740993",
  },
  { description: "half an emoji", json: '{"user_id":"\\ud83d","anonymous_id":"a"}', user: "a" },
  { description: "nobody", json: '{"user_id":{"id":1}}', user: "" },
])("$description", ({ json, user }) => {
  expect(userIn(parseExact(json) as Record<string, unknown>)).toBe(user);
});
