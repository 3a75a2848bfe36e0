import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { ObjectStore } from "../../shared/failure/ports.ts";

/** The bucket of a local run as it lies in its folder, for reading after the run has ended. */
export function folderStore(folder: string): ObjectStore {
  const bucket = path.basename(folder);
  return {
    bucket,
    put: () => Promise.reject(new Error(`The bucket ${bucket} is read from its folder and not written.`)),
    get: (key) => readFile(path.join(folder, key)),
    async *list(prefix) {
      if (!existsSync(folder)) return;
      for (const name of (await readdir(folder, { recursive: true })).sort()) {
        const key = name.split(path.sep).join("/");
        if (!key.startsWith(prefix)) continue;
        const file = await stat(path.join(folder, name));
        if (file.isFile()) yield { key, bytes: file.size };
      }
    },
  };
}
