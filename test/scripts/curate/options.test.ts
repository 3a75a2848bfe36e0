import { expect, test } from "@jest/globals";
import { parseOptions } from "../../../scripts/curate/options.ts";

test("names the stack, and makes nothing anew unless told to", () => {
  expect(parseOptions([])).toEqual({ rebuild: false, target: { data: ".data" } });
  expect(parseOptions(["--rebuild", "--data", "x"])).toEqual({ rebuild: true, target: { data: "x" } });
  expect(parseOptions(["--help"])).toBe("help");
});

test.each([
  { args: ["--data", "b", "--outputs", "c"], message: "give one of them" },
  { args: ["--outputs", "none.json"], message: "no such file" },
  { args: ["--anew"], message: "--anew" },
])("refuses $args", ({ args, message }) => {
  expect(() => parseOptions(args)).toThrow(message);
});
