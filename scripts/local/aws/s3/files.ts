import { mkdirSync, renameSync, statSync } from "node:fs";
import { link, mkdir, readdir, rename, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { keyOfFile, SAME_AS_FOLDER } from "./key.ts";

/** Moves a finished file to its name, in one step; with `ifAbsent` only if the name is free. */
export async function place(draft: string, path: string, ifAbsent: boolean): Promise<void> {
  // A concurrent delete may remove the folder between the two steps; then it is made again.
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(path), { recursive: true });
    try {
      // link, unlike rename, fails if the name is taken: the check and the write are one step.
      return ifAbsent ? await link(draft, path) : await rename(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || attempt === 5) throw error;
    }
  }
}

/** Whether `place` failed because a folder stands where a file is to be, or a file where a folder is. */
export function isFolderClash(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return (
    code === "ENOTDIR" ||
    code === "EISDIR" ||
    code === "ENOTEMPTY" ||
    (code === "EEXIST" && syscall === "mkdir")
  );
}

/** The path of an object: within a folder of its name, where there is one. */
export const objectPath = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, SAME_AS_FOLDER) : path;

/**
 * Makes folders of the files on the way to a path, each then within the folder of its name, and returns what was moved.
 * At once, so that nobody finds an object gone meanwhile.
 * @param folder of the bucket
 * @param draft a free path on the same file system
 */
export function makeFolders(folder: string, path: string, draft: string): { from: string; to: string }[] {
  const moved: { from: string; to: string }[] = [];
  for (let from = dirname(path); from !== folder; from = dirname(from)) {
    if (!statSync(from, { throwIfNoEntry: false })?.isFile()) continue;
    const to = join(from, SAME_AS_FOLDER);
    renameSync(from, draft);
    mkdirSync(from);
    renameSync(draft, to);
    moved.push({ from, to });
  }
  return moved;
}

/** Adds the keys under a prefix, in no order. */
export async function walk(folder: string, path: string, prefix: string, keys: string[]): Promise<void> {
  const entries = (await absentIsUndefined(readdir(join(folder, path), { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const key = keyOfFile(path, entry.name);
    if (entry.isDirectory()) {
      const folderPrefix = `${key}/`;
      if (folderPrefix.startsWith(prefix) || prefix.startsWith(folderPrefix))
        await walk(folder, key, prefix, keys);
    } else if (key.startsWith(prefix)) keys.push(key);
  }
}

export async function absentIsUndefined<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EISDIR: a key that is only a folder here is no object.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "ERR_FS_EISDIR")
      return undefined;
    throw error;
  }
}

export async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch {
    // Not empty, or gone already: either way there is nothing more to do.
    return false;
  }
}
