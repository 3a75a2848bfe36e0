import { rmSync } from "node:fs";

/**
 * After the last test: see `run-folder.ts`. A process that is still ending may write once more, and then it is tried
 * again.
 */
export default function runFolderRemoved(): void {
  const folder = process.env.TESTS_FOLDER;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
