import { expect, test } from "@jest/globals";
import { parseOptions } from "../../../scripts/forget/options.ts";

test("names whom to forget, and only counts unless told otherwise", () => {
  expect(parseOptions(["--person", "ann"])).toEqual({
    kind: "person",
    id: "ann",
    apply: false,
    target: { data: ".data" },
  });
  expect(parseOptions(["--device", "d", "--apply", "--data", "x"])).toMatchObject({
    kind: "device",
    apply: true,
  });
  expect(parseOptions(["--help"])).toBe("help");
});

test.each([
  { args: [], message: "Name one --person" },
  { args: ["--person", "a", "--device", "b"], message: "Name one --person" },
  { args: ["--person", "  "], message: "not blanks alone" },
  { args: ["--person", "x".repeat(129)], message: "1 to 128" },
  { args: ["--person", "a", "--data", "b", "--outputs", "c"], message: "give one of them" },
  { args: ["--person", "a", "--outputs", "none.json"], message: "no such file" },
  { args: ["--nobody"], message: "--nobody" },
])("refuses $args", ({ args, message }) => {
  expect(() => parseOptions(args)).toThrow(message);
});
