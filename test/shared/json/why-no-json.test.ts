import { describe, expect, test } from "@jest/globals";
import { noJsonMessage } from "../../../shared/json/why-no-json.ts";

describe("noJsonMessage", () => {
  test.each([
    {
      description: "NaN of Python and pandas",
      text: '{"price":NaN}',
      why: "it holds NaN, for which JSON has null",
    },
    {
      description: "a number without an end",
      text: "[1, -Infinity ]",
      why: "it holds -Infinity, for which JSON has null",
    },
    {
      description: "Python's None",
      text: '{"a": None, "b": 1}',
      why: "it holds None, for which JSON has null",
    },
    { description: "Python's True", text: '{"a":True}', why: "it holds True, for which JSON has true" },
    {
      description: "a dict as Python prints it",
      text: "[{'event_id': 'secret'}]",
      why: "its texts stand in single quotes, for which JSON has double ones",
    },
    {
      description: "a line of comment",
      text: " // ours",
      why: "it holds comments, which JSON does not have",
    },
    { description: "one of a script", text: "# ours", why: "it holds comments, which JSON does not have" },
    {
      description: "a comment",
      text: '{"a":1, /* b */ "c":2}',
      why: "it holds comments, which JSON does not have",
    },
    {
      description: "a comma too many",
      text: '[{"a":[1,\n]}]',
      why: "a comma stands before a closing bracket, where JSON has none",
    },
    {
      description: "an object as JavaScript writes it",
      text: '{"a":1, $b : 2}',
      why: "its names stand without quotes, for which JSON has double ones",
    },
  ])("$description: what to change is said", ({ text, why }) => {
    expect(noJsonMessage(text)).toBe(`the record is no JSON text: ${why}`);
  });

  test.each([
    { description: "a word within a text", text: '{"a":"x: NaN, \\"NaN","b":' },
    { description: "the beginning of another word", text: '{"a":Nancy}' },
    { description: "what would be one within a text", text: '{"a":"// ,] b:", "c' },
    { description: "other text", text: "198.18.0.1 - GET //x, agent: y,]" },
  ])("$description is not taken for a reason, and nothing of the text is shown", ({ text }) => {
    expect(noJsonMessage(text, "position 7")).toBe("the record is no JSON text (position 7)");
  });
});
