import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";

/** Every command tells programs what it tells people: one document on the standard output, and nothing else there. */

const root = resolve(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Commands of tools that have flags of their own, and those whose outcome is their exit code, each with the reason. */
const without: Readonly<Record<string, string>> = {
  test: "jest's, which has a --json of its own",
  "test:e2e": "jest's",
  "test:fault": "jest's",
  "test:load": "jest's",
  "test:terraform": "prints what terraform and moto say, and its exit code is the outcome",
  "test:cdktn": "prints what the two programs say, and its exit code is the outcome",
  keep: "changes files that tests read, and says which",
  lint: "biome's, which has a --reporter=json",
  types: "the compiler's",
  check: "three other commands",
};

/** The file that a command runs; the flags that its own script gives it are none of ours. */
const fileOf = (name: string): string | undefined =>
  /scripts\/bootstrap\.js (scripts\/[\w-]+\.ts)/.exec(scripts[name]!)?.[1];
const commands = Object.keys(scripts).filter((name) => !(name in without));

const folder = mkdtempSync(join(tmpdir(), "json-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(name: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(root, fileOf(name)!), ...args],
    { cwd: root, encoding: "utf8", env: { ...process.env, AWS_REGION: "eu-west-1" } },
  );
  return { status, stdout, stderr };
}

test("a command that takes no --json is one that is there, and says why", () => {
  for (const [name, reason] of Object.entries(without)) {
    expect(Object.keys(scripts)).toContain(name);
    expect(reason).not.toBe("");
  }
});

const MAX_LINE = 125;

describe.each(commands)("npm run %s", (name) => {
  test("takes --json, and says in its help what is in it", () => {
    const { status, stdout } = run(name, "--json", "--help");
    expect({ name, status, stdout }).toEqual({ name, status: 0, stdout: expect.stringContaining("--json") });
    // A terminal breaks longer lines in the middle of a word.
    expect(stdout.split("\n").filter((line) => line.length > MAX_LINE)).toEqual([]);
  });
});

/** Those that need nothing but this checkout. */
const rows = Array.from({ length: 400 }, (_, at) => at);

describe("what is printed", () => {
  test.each<[string, string[], object]>([
    ["mapping", ["list"], expect.arrayContaining([expect.objectContaining({ name: "ga4" })])],
    [
      "mapping",
      ["check", "ga4", "test/fixtures/ga4.ndjson"],
      expect.objectContaining({ failed: 0, in_part: false, attributes: expect.any(Object) }),
    ],
    ["features", ["--list"], { version: expect.anything(), features: expect.any(Array) }],
    ["settings", ["dev"], { dev: expect.objectContaining({ settings: expect.any(Object) }) }],
    [
      "dashboards",
      ["--out", join(folder, "grafana")],
      { out: join(folder, "grafana"), files: expect.arrayContaining([expect.stringMatching(/json$/)]) },
    ],
    [
      "simulate",
      ["--seeds", "2", "--events", "40", "--jobs", "1"],
      expect.objectContaining({ seeds: 2, failures: [], total: expect.any(Object) }),
    ],
    [
      "train",
      [training(), "--out", join(folder, "coefficients.json")],
      expect.objectContaining({ out: join(folder, "coefficients.json"), trained: expect.any(Object) }),
    ],
  ])("by %s %j is one document, and nothing else", (name, args, expected) => {
    const { status, stdout, stderr } = run(name, ...args, "--json");
    expect({ name, status, stderr: status === 0 ? "" : stderr }).toEqual({ name, status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual(expected);
  });
});

/** A training set of two features, of which one tells. */
function training(): string {
  const file = join(folder, "training.csv");
  const { stdout } = run("features", "--list", "--json");
  const { features } = JSON.parse(stdout) as { features: { name: string }[] };
  const names = features.map(({ name }) => name);
  const lines = rows.map((at) => {
    const split = at % 10 < 7 ? "train" : at % 10 < 9 ? "validation" : "test";
    const label = (at * 7) % 3 === 0 ? 1 : 0;
    return [split, label, ...names.map((_, of) => (of === 0 ? label + (at % 2) : at % (of + 2)))].join();
  });
  writeFileSync(file, `${["split", "label", ...names].join()}\n${lines.join("\n")}\n`);
  return file;
}
