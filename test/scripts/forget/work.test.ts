import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openWork } from "../../../scripts/forget/work.ts";

let below: string;
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), "work-test-"));
});
afterEach(() => rmSync(below, { recursive: true }));

const MODULE = path.join(import.meta.dirname, "../../../scripts/forget/work.ts");

/** A process that has opened one and goes on; resolves with its folder. */
function working(): Promise<{ folder: string; kill(): Promise<void> }> {
  const script = `import { openWork } from ${JSON.stringify(MODULE)}; console.log(openWork(${JSON.stringify(below)}).folder); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--no-warnings", "-e", script]);
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return new Promise((resolve) => {
    child.stdout.once("data", (text: Buffer) =>
      resolve({
        folder: text.toString().trim(),
        kill: () => {
          child.kill("SIGKILL");
          return ended;
        },
      }),
    );
  });
}

describe("the folder for copies", () => {
  test("is gone when it is closed, with what is in it", () => {
    const work = openWork(below);
    writeFileSync(path.join(work.folder, "before.parquet"), "ann");
    work.close();
    expect(existsSync(work.folder)).toBe(false);
  });

  test("of a process that was killed is removed by the next, and that of one that runs is not", async () => {
    const [one, ...others] = await Promise.all(Array.from({ length: 5 }, working));
    writeFileSync(path.join(one!.folder, "before.parquet"), "ann");
    await one!.kill();
    openWork(below).close();
    expect([one!, ...others].map(({ folder }) => existsSync(folder))).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    await Promise.all(others.map(({ kill }) => kill()));
    openWork(below).close();
    expect(readdirSync(below)).toEqual([]);
  });

  test("of another name is left alone", () => {
    const foreign = path.join(below, "clickstream-archive-1");
    mkdirSync(foreign);
    openWork(below).close();
    expect(existsSync(foreign)).toBe(true);
  });
});
