import { describe, expect, test } from "@jest/globals";
import { parseOptions } from "../../../scripts/replay/options.ts";

describe("parseOptions", () => {
  test("without options it counts what the local run left", () => {
    expect(parseOptions([])).toMatchObject({
      apply: false,
      all: false,
      force: false,
      maxReplays: 3,
      changes: {},
      target: { data: ".data" },
    });
  });

  test("takes a deployed stack, a mapping and more patience", () => {
    const args = ["--outputs", "o.json", "--mapping", "camel", "--max-replays", "10", "--force", "--apply"];
    expect(parseOptions(args)).toMatchObject({
      apply: true,
      force: true,
      maxReplays: 10,
      changes: { mapping: { name: "camel" } },
      target: { outputs: "o.json" },
    });
  });

  test.each([
    { args: ["--stages", "enrich"], says: "--help lists the options" },
    { args: ["--max-replays", "0"], says: "expected a whole number from 1 on" },
    { args: ["--mapping", "./none.json"], says: "there is no such file" },
    { args: ["--patch", "none.json"], says: "there is no such file" },
  ])("refuses $args", ({ args, says }) => {
    expect(() => parseOptions(args)).toThrow(says);
  });
});
