import { describe, expect, test } from "@jest/globals";
import { references, resolve } from "../../../../../scripts/local/runtime/interpret/resolve.ts";

const values: Record<string, unknown> = {
  "var.n": 3,
  "var.name": "raw",
  "aws_x.y.list": ["a", "b"],
  "var.none": null,
};
const lookup = (steps: readonly (string | number)[]) => {
  if (!(steps.join(".") in values)) throw new Error(`no ${steps.join(".")}`);
  return values[steps.join(".")];
};

describe("resolving", () => {
  test.each([
    { value: "${var.n}", resolved: 3, why: "one expression keeps its type" },
    { value: "${aws_x.y.list}", resolved: ["a", "b"], why: "lists stay lists" },
    { value: "n is ${var.n}", resolved: "n is 3", why: "inside a text it becomes text" },
    {
      value: { a: ["${var.name}", { b: "${var.n}" }], c: null, d: true },
      resolved: { a: ["raw", { b: 3 }], c: null, d: true },
      why: "at any depth",
    },
    { value: '${join("-", aws_x.y.list)}', resolved: "a-b", why: "join" },
    { value: "${jsonencode(aws_x.y.list)}", resolved: '["a","b"]', why: "jsonencode" },
    { value: "${element(aws_x.y.list, 3)}", resolved: "b", why: "element wraps round" },
    { value: '${replace(var.name, "a", "o")}', resolved: "row", why: "replace" },
    { value: "$${var.n}", resolved: "${var.n}", why: "an escaped expression is text" },
  ])("$why: $value", ({ value, resolved }) => {
    expect(resolve(value, lookup)).toEqual(resolved);
  });

  test.each([
    { value: "${var.gone}", message: "no var.gone" },
    { value: "${timestamp()}", message: "timestamp()" },
    { value: "list: ${aws_x.y.list}", message: "where a text is needed" },
    { value: "null: ${var.none}", message: "where a text is needed" },
  ])("$value fails and says why", ({ value, message }) => {
    expect(() => resolve(value, lookup)).toThrow(message);
  });

  test("finds the references at any depth, in calls and lists too", () => {
    expect(references({ a: ["x ${var.n} ${aws_x.y.arn}"], b: '${join("", [data.d.e.f])}' })).toEqual([
      ["var", "n"],
      ["aws_x", "y", "arn"],
      ["data", "d", "e", "f"],
    ]);
  });
});
