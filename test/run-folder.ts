import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the system takes for the folder of temporary files, by its names on Unix and Windows. */
const NAMES = ["TMPDIR", "TEMP", "TMP"];

/**
 * Before the first test: whatever the tests of this run, and the processes that they start, put into the folder of temporary
 * files is below one of its own, which `run-folder-removed.ts` removes.
 */
export default function runFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  for (const name of NAMES) process.env[name] = folder;
  process.env.TESTS_FOLDER = folder;
}
