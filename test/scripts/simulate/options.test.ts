import { expect, test } from "@jest/globals";
import { options } from "../../../scripts/simulate/options.ts";

test.each([
  { description: "a hundred seeds by default", args: [], expected: { events: 300 }, seeds: 100, first: 1 },
  { description: "the seeds that are asked for", args: ["--seeds", "3", "--from", "7"], seeds: 3, first: 7 },
  { description: "one seed alone", args: ["--seed", "42", "--seeds", "9"], seeds: 1, first: 42 },
  { description: "events", args: ["--events", "50"], expected: { events: 50 }, seeds: 100, first: 1 },
  {
    description: "some faults",
    args: ["--faults", "crash,redis-loss"],
    expected: { faults: ["crash", "redis-loss"] },
    seeds: 100,
    first: 1,
  },
  { description: "no faults", args: ["--faults", "none"], expected: { faults: [] }, seeds: 100, first: 1 },
])("takes $description", ({ args, expected = {}, seeds, first }) => {
  const given = options(args);
  expect(given).toMatchObject(expected);
  if (given === "help") throw new Error("no help was asked for");
  expect(given.seeds).toHaveLength(seeds);
  expect(given.seeds[0]).toBe(first);
});

test.each([
  { args: ["--seeds", "0"], message: "--seeds 0: expected a whole number" },
  { args: ["--seed", "x"], message: "--seed x" },
  { args: ["--faults", "crash,earthquake"], message: "--faults earthquake: expected some of throttle" },
  { args: ["--mode", "fast"], message: "--mode" },
])("refuses $args", ({ args, message }) => {
  expect(() => options(args)).toThrow(message);
});
