import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { locked } from "../../../../scripts/local/run/data-lock.ts";

const folder = mkdtempSync(path.join(tmpdir(), "data-lock-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MODULE = path.join(import.meta.dirname, "../../../../scripts/local/run/data-lock.ts");

test("a lock is held by its process until that ends, though nobody refers to it any more", async () => {
  const file = path.join(folder, "lock");
  const script = `import { locked } from ${JSON.stringify(MODULE)};
    locked(${JSON.stringify(file)});
    setTimeout(() => { gc(); console.log("collected"); setInterval(() => {}, 1000); }, 50);`;
  const child = spawn(process.execPath, [
    "--expose-gc",
    "--input-type=module",
    "--no-warnings",
    "-e",
    script,
  ]);
  await once(child.stdout, "data");
  const beside = locked(file);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(beside).toBeUndefined();
  const unlock = locked(file);
  expect(unlock).toBeDefined();
  unlock!();
});

test("is given back by whoever has it", () => {
  const file = path.join(folder, "again");
  locked(file)!();
  const unlock = locked(file);
  expect(unlock).toBeDefined();
  unlock!();
});
