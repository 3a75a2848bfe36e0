import { link, mkdir, readdir, rename, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AwsError } from "../gateway/aws-error.ts";

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

/** What a failed `place` means to the client. */
export function placeError(error: unknown, key: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EEXIST" && !isFolderClash(error)) {
    return new AwsError(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
      412,
    );
  }
  if (code === "ENOTDIR" || code === "EISDIR" || code === "EEXIST" || code === "ENOTEMPTY") {
    return new AwsError(
      "InvalidArgument",
      `The local S3 keeps objects as files, and ${JSON.stringify(key)} would be both an object and a folder.`,
    );
  }
  return error;
}

const isFolderClash = (error: unknown) => (error as NodeJS.ErrnoException).syscall === "mkdir";

/** Adds the keys under a prefix, in no order. */
export async function walk(folder: string, path: string, prefix: string, keys: string[]): Promise<void> {
  const entries = (await absentIsUndefined(readdir(join(folder, path), { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const key = path === "" ? entry.name : `${path}/${entry.name}`;
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
