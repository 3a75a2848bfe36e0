import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parseOptions } from "../../../scripts/send/options.ts";
import { UsageError, UserError } from "../../../scripts/user-error.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "send-options-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("parseOptions", () => {
  test("a file alone goes, as native events, to the local run", () => {
    expect(parseOptions(["a.ndjson"])).toMatchObject({
      files: ["a.ndjson"],
      mapping: { name: "native" },
      target: { data: ".data" },
      lanes: undefined,
      compression: "none",
      encoding: undefined,
      allowFailures: false,
    });
  });

  test("an encoding has any of its names", () => {
    expect(parseOptions(["a", "--encoding", "Latin1", "--allow-failures"])).toMatchObject({
      encoding: "Latin1",
      allowFailures: true,
    });
  });

  test.each([
    { args: ["--outputs", "o.json"], target: { outputs: "o.json" } },
    { args: ["--stream", "other"], target: { stream: "other" } },
    { args: ["--data", "elsewhere"], target: { data: "elsewhere" } },
  ])("$args chooses where to", ({ args, target }) => {
    expect(parseOptions(["a", ...args])).toMatchObject({ target });
  });

  test.each([1, 65_536])("%i lanes are as many as there may be", (lanes) => {
    expect(parseOptions(["a", "--lanes", String(lanes)])).toMatchObject({ lanes });
  });

  test("--help wins over everything else", () => {
    expect(parseOptions(["--help"])).toBe("help");
  });

  test.each([
    { args: [], says: "Which file?" },
    { args: ["a", "--maping", "ubi"], says: "Unknown option '--maping'" },
    { args: ["a", "--format", "xml"], says: "--format xml: expected ndjson, json, csv." },
    { args: ["a", "--encoding", "klingon"], says: "--encoding klingon: there is no such encoding" },
    { args: ["a", "--compression", "brotli"], says: "--compression brotli: expected none, gzip, zstd." },
    { args: ["a", "--lanes", "0"], says: "--lanes 0: expected a whole number from 1 to 65536." },
    { args: ["a", "--endpoint", "here"], says: "--endpoint here: expected an address" },
  ])("$args is a wrong command line: $says", ({ args, says }) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(says);
  });

  test.each([
    { mapping: "camle", says: "camel" },
    { mapping: "missing.json", says: "--mapping missing.json: there is no such file." },
  ])("--mapping $mapping says what is wrong", ({ mapping, says }) => {
    expect(() => parseOptions(["a", "--mapping", mapping])).toThrow(UserError);
    expect(() => parseOptions(["a", "--mapping", mapping])).toThrow(says);
  });

  test("a mapping file with a typo is named with the typo", async () => {
    const file = path.join(folder, "mapping.json");
    await writeFile(file, JSON.stringify({ name: "m", fields: { event_naem: "type" } }));
    expect(() => parseOptions(["a", "--mapping", file])).toThrow(/mapping\.json: .*event_naem/s);
  });
});
