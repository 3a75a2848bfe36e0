import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** What functions are bundled from: their sources, the packages that are installed, and how it is done. */
export const BUNDLED_FROM = [
  "functions",
  "shared",
  "scripts/build",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  // What npm did install, whatever the lock file says by now.
  "node_modules/.package-lock.json",
];

/** What a stack is synthesised from beside the bundles. */
export const SYNTHESISED_FROM = [...BUNDLED_FROM, "infra", "cdktf.json", "clickstream.json"];

/**
 * A hash of files, by path and content, and of values. A file that is not there counts as well, and so does one that is
 * added to a folder: whether an import finds it may depend on it.
 * @param from folders and files, relative to `root`
 */
export async function stampOf(
  root: string,
  from: readonly string[],
  values: readonly string[] = [],
): Promise<string> {
  const hash = createHash("sha256");
  for (const value of values) hash.update(`${value.length} ${value}\n`);
  const files = (await Promise.all(from.map((each) => filesUnder(path.resolve(root, each))))).flat();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [at, file] of files.entries()) {
    const content = contents[at]!;
    hash.update(`${path.relative(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** The file, or all files of the folder, in an order that is always the same; none where there is nothing. */
export async function filesUnder(place: string): Promise<string[]> {
  if (!existsSync(place)) return [];
  const entries = await readdir(place, { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (entries === undefined) return [place];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
