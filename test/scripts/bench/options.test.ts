import { expect, test } from "@jest/globals";
import { parseOptions, parts } from "../../../scripts/bench/options.ts";

test.each([
  { args: [], options: { quick: false, out: undefined, only: [...parts], against: undefined } },
  {
    args: ["--only", "enrich", "--against", "../before", "--quick"],
    options: { quick: true, out: undefined, only: ["enrich"], against: "../before" },
  },
])("understands $args", ({ args, options }) => {
  expect(parseOptions(args)).toEqual(options);
});

test.each([
  { args: ["--against", "../before"], says: "--only enrich" },
  { args: ["--only", "enrich,kpl", "--against", "../before"], says: "--only enrich or --only pipeline" },
  { args: ["--only", "enrichment"], says: "the parts are enrich" },
])("refuses $args", ({ args, says }) => {
  expect(() => parseOptions(args)).toThrow(says);
});
