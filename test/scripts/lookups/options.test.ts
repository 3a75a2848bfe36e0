import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { readOptions } from "../../../scripts/lookups/options.ts";

const data = mkdtempSync(join(tmpdir(), "lookups-options-"));
afterAll(() => rmSync(data, { recursive: true }));

describe("the command line of lookups", () => {
  test("takes tables of one's own, each with the file behind it", () => {
    const { tables } = readOptions(
      ["--table", "products", "p.csv", "--table", "autonomous_systems", "a.csv"],
      {},
    );
    expect(tables.map(({ table, path }) => [table.name, path])).toEqual([
      ["products", "p.csv"],
      ["autonomous_systems", "a.csv"],
    ]);
  });

  test.each([
    ["nothing", [], "Nothing to load"],
    ["an unknown table", ["--table", "prodcuts", "p.csv"], 'did you mean "products"?'],
    ["a table without a file", ["--table", "products"], "--table products needs a file behind it"],
    ["a file without a table", ["p.csv"], 'What is "p.csv"?'],
    ["a base without rates", ["--sample", "--base", "EUR"], "--base is about a table of rates"],
    ["a base that is none", ["--rates", "r.csv", "--base", "euro"], '"euro" is no currency of ISO 4217'],
    ["the sample for a deployed stack", ["--sample", "--outputs", "o.json"], "--sample is for local runs"],
    ["a folder without a run", ["--sample", "--data", "/nowhere"], "/nowhere holds no local run"],
  ])("is refused with a sentence: %s", (_what, args, sentence) => {
    expect(() => readOptions(args, {})).toThrow(sentence);
  });

  test.each([
    ["a deployed stack", ["--outputs", "o.json"], { outputs: "o.json" }],
    ["a local run", ["--data", data], { data }],
    ["a Redis by its address", ["--data", data, "--redis", "redis://named"], undefined],
    ["nothing", [], undefined],
  ])("has the stack's function load into %s", (_what, args, stack) => {
    writeFileSync(join(data, "run.json"), "{}");
    expect(readOptions(["--zip", "z.csv", ...args], {}).stack).toEqual(stack);
  });

  test("names the Redis: by itself, by a run, by the environment, else the usual one", () => {
    const redis = (args: string[], environment = {}) => readOptions(["--sample", ...args], environment).redis;
    const REDIS_URL = "redis://environment";
    writeFileSync(join(data, "run.json"), JSON.stringify({ redisUrl: "redis://run" }));
    expect(redis(["--redis", "redis://named", "--data", data], { REDIS_URL })).toBe("redis://named");
    expect(redis(["--data", data], { REDIS_URL })).toBe("redis://run");
    expect(redis([], { REDIS_URL })).toBe(REDIS_URL);
    expect(redis([], { REDIS_URL: "" })).toBe("redis://127.0.0.1:6379");
    writeFileSync(join(data, "run.json"), "{}");
    expect(() => redis(["--data", data])).toThrow("name it here, too, with --redis");
  });
});
