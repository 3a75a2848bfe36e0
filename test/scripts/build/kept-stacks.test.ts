import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type AppRun, putStacks } from "../../../scripts/build/kept-stacks.ts";

const VARIABLE = "CLICKSTREAM_TEST_ASKED";

let root: string;
let outdir: string;
let runs: number;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "kept-"));
  outdir = path.join(root, "out");
  runs = 0;
  mkdirSync(path.join(root, "infra"));
  writeFileSync(path.join(root, "infra/main.ts"), "one");
});

afterEach(() => {
  delete process.env[VARIABLE];
  rmSync(root, { recursive: true, force: true });
});

/** An app that makes one file, of its source, its arguments and a variable. */
const app = (change: Partial<AppRun> = {}): AppRun => ({
  args: ["dev"],
  settings: undefined,
  async run(made, asked) {
    runs += 1;
    mkdirSync(path.join(made, "stacks/dev"), { recursive: true });
    const source = readFileSync(path.join(root, "infra/main.ts"), "utf8");
    const { args = ["dev"] } = change;
    writeFileSync(path.join(made, "stacks/dev/cdk.tf.json"), `${source} ${args} ${process.env[VARIABLE]}`);
    writeFileSync(asked, JSON.stringify([VARIABLE, "CDKTF_OUTDIR"]));
  },
  ...change,
});

const made = () => readFileSync(path.join(outdir, "stacks/dev/cdk.tf.json"), "utf8");
const kept = () => readdirSync(path.join(root, ".build/stacks"));

describe("stacks", () => {
  test("are made once of the same, and put wherever they are asked for", async () => {
    await putStacks(root, outdir, app());
    rmSync(outdir, { recursive: true });
    await putStacks(root, outdir, app());
    expect([runs, made()]).toEqual([1, "one dev undefined"]);
  });

  test("lie beside what stands in the folder, such as terraform's state", async () => {
    mkdirSync(path.join(outdir, "stacks/dev"), { recursive: true });
    writeFileSync(path.join(outdir, "stacks/dev/terraform.tfstate"), "state");
    await putStacks(root, outdir, app());
    expect(readdirSync(path.join(outdir, "stacks/dev"))).toEqual(["cdk.tf.json", "terraform.tfstate"]);
  });

  const changes: [string, () => Partial<AppRun>, string][] = [
    [
      "a source",
      () => {
        writeFileSync(path.join(root, "infra/main.ts"), "two");
        return {};
      },
      "two dev undefined",
    ],
    ["an argument", () => ({ args: ["prod"] }), "one prod undefined"],
    [
      "a variable that the app asked for",
      () => {
        process.env[VARIABLE] = "set";
        return {};
      },
      "one dev set",
    ],
  ];
  test.each(changes)("are made anew after a change of %s", async (_what, change, expected) => {
    await putStacks(root, outdir, app());
    await putStacks(root, outdir, app(change()));
    expect([runs, made()]).toEqual([2, expected]);
  });

  test("are made anew where a kept one was cut short, and whoever asks gets the whole", async () => {
    await putStacks(root, outdir, app());
    const [folder] = kept();
    writeFileSync(path.join(root, ".build/stacks", folder!, "out/stacks/dev/cdk.tf.json"), "on");
    await putStacks(root, outdir, app());
    expect([runs, made()]).toEqual([2, "one dev undefined"]);
  });

  test("of an app that fails are not kept", async () => {
    const fails = app({ run: () => Promise.reject(new Error("no such environment")) });
    await expect(putStacks(root, outdir, fails)).rejects.toThrow("no such environment");
    expect(kept()).toEqual([]);
  });

  test("of long ago are dropped", async () => {
    for (let at = 0; at < 12; at += 1) await putStacks(root, outdir, app({ args: [String(at)] }));
    expect(kept()).toHaveLength(8);
    await putStacks(root, outdir, app({ args: ["11"] }));
    expect(runs).toBe(12);
  });
});
