import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import runFolderRemoved from "./run-folder-removed.ts";

const RUN = process.env.TESTS_FOLDER;

test("temporary files of a test, and of a process that it starts, are below the folder of the run", () => {
  const child = spawnSync(process.execPath, ["-p", "os.tmpdir()"], { encoding: "utf8" });
  expect(RUN).toMatch(/tests-\w+$/);
  expect([tmpdir(), child.stdout.trim()]).toEqual([RUN, RUN]);
});

test("the folder of the run goes with all that is in it", () => {
  const folder = mkdtempSync(join(tmpdir(), "run-"));
  writeFileSync(join(folder, "left"), "behind");
  process.env.TESTS_FOLDER = folder;
  runFolderRemoved();
  process.env.TESTS_FOLDER = RUN;
  expect(existsSync(folder)).toBe(false);
});
