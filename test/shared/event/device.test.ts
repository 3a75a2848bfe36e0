import { expect, test } from "@jest/globals";
import { deviceIn } from "../../../shared/event/device.ts";
import { parseExact } from "../../../shared/json/exact.ts";

test.each([
  { description: "a device, whoever uses it", json: '{"user_id":"u","anonymous_id":"a"}', device: "a" },
  {
    description: "a user, where the device is empty",
    json: '{"user_id":"u","anonymous_id":""}',
    device: "u",
  },
  {
    description: "a number, with every digit",
    json: '{"user_id":9007199254740993}',
    device: "9007199254740993",
  },
  { description: "half an emoji", json: '{"user_id":"u","anonymous_id":"\\ud83d"}', device: "u" },
  {
    description: "a user, where the device is a word for none",
    json: '{"user_id":"u","anonymous_id":"null"}',
    device: "u",
  },
  {
    description: "a user on an unknown device",
    json: '{"user_id":"u","anonymous_id":"unknown"}',
    device: "u",
  },
  {
    description: "an unknown device, where nobody is known",
    json: '{"anonymous_id":"unknown"}',
    device: "unknown",
  },
  { description: "nobody", json: '{"user_id":{"id":1}}', device: "" },
])("$description", ({ json, device }) => {
  expect(deviceIn(parseExact(json) as Record<string, unknown>)).toBe(device);
});
