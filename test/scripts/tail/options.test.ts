import { describe, expect, test } from "@jest/globals";
import { searchOf } from "../../../scripts/event-search.ts";
import { tailLine } from "../../../scripts/tail/line.ts";
import { parseOptions } from "../../../scripts/tail/options.ts";
import { UsageError } from "../../../scripts/user-error.ts";

const usual = { subject: "events", search: [], most: undefined, json: false, target: { data: ".data" } };

describe("npm run tail", () => {
  test.each([
    { args: "", command: {} },
    { args: "failures", command: { subject: "failures" } },
    {
      args: "events event_name:purchase DE",
      command: { search: searchOf("event_name:purchase DE") },
    },
    { args: "shoes", command: { search: searchOf("shoes") } },
    {
      args: "predictions --json --most 5 --outputs o.json",
      command: { subject: "predictions", json: true, most: 5, target: { outputs: "o.json" } },
    },
  ])("reads $args", ({ args, command }) => {
    expect(parseOptions(args.split(" ").filter(Boolean))).toEqual({ ...usual, ...command });
  });

  test.each([
    { args: "--most none", sentence: "--most none: expected a whole number from 1 on." },
    { args: "--mots 3", sentence: /--mots/ },
  ])("refuses $args in one sentence", ({ args, sentence }) => {
    expect(() => parseOptions(args.split(" "))).toThrow(UsageError);
    expect(() => parseOptions(args.split(" "))).toThrow(sentence);
  });
});

describe("a line", () => {
  const event = {
    event_time: "T",
    event_name: "search",
    person_id: "u-1",
    search_term: "red\u001b[2J",
    geo_country: "DE",
  };

  test("says what matters, and commands nothing", () => {
    expect(tailLine("events", event, false)).toBe("T  search            u-1  red�[2J  DE");
  });

  test("is coloured for a terminal alone", () => {
    expect(tailLine("events", event, true)).toContain("\u001b[36msearch");
  });

  test("of a failure says what was wrong, and of a prediction what was predicted", () => {
    const errors = [{ path: "/event_name", message: "is required" }];
    expect(
      tailLine("failures", { failed_at: "T", stage: "validate", reason: "schema_violation", errors }, false),
    ).toBe("T  validate/schema_violation  /event_name: is required");
    expect(tailLine("predictions", { predicted_at: "T", prediction: "0.5", pk: "person#u" }, false)).toBe(
      "T  0.5         u",
    );
  });
});
