import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { UserError } from "../../user-error.ts";

/** What the system says of a place that nothing can be written to, and what its owner does about it. */
const REFUSALS: Record<string, (folder: string) => string> = {
  ENOSPC: (folder) => `The disk of ${folder} is full: make room, or choose another folder with --data DIR.`,
  EDQUOT: (folder) =>
    `The quota of ${folder} is used up: make room, or choose another folder with --data DIR.`,
  // EEXIST: what is there is no folder.
  EEXIST: (folder) => REFUSALS.ENOTDIR!(folder),
  ENOTDIR: (folder) =>
    `${folder} cannot be a folder, as a file is in the way: choose another with --data DIR.`,
};
const UNWRITABLE = ["EACCES", "EPERM", "EROFS", "EIO", "ENOENT", "ENAMETOOLONG"];

/** The one sentence about a data folder that cannot be written; undefined when the error is about something else. */
export function refusalOf(folder: string, error: unknown): UserError | undefined {
  const { code = "", path, dest = path } = error as NodeJS.ErrnoException & { dest?: string };
  if (dest !== undefined && !`${resolve(dest)}${sep}`.startsWith(folder + sep)) return undefined;
  // Errors without a place come from the disk itself, or from a process that wrote there.
  if (code in REFUSALS) return new UserError(REFUSALS[code]!(folder));
  if (dest === undefined || !UNWRITABLE.includes(code)) return undefined;
  return new UserError(`${folder} cannot be written (${code}): choose another folder with --data DIR.`);
}

/** A run's buckets are its own: what an earlier one left would be counted again. Throws a `UserError`. */
export async function emptied(data: string): Promise<string> {
  try {
    await makeFolder(data);
    for (const part of ["s3", "stack"]) await rm(join(data, part), { recursive: true, force: true });
    await makeFolder(join(data, "s3"));
    return data;
  } catch (error) {
    throw refusalOf(data, { code: (error as NodeJS.ErrnoException).code, path: data }) ?? error;
  }
}

/** Node's own way to make the folders above, too, never ends where the system says that they are not there. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

/** Watches for the disk's refusal while a run is up: the functions and Firehose would try again for ever. */
export function watchStorage(folder: string) {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  let refused = false;
  failed.catch(() => {});
  return {
    /** Rejects at the first refusal, with what the user can do. */
    failed,
    refused: () => refused,
    onStorageFault({ code, message }: NodeJS.ErrnoException) {
      refused = true;
      reject(
        refusalOf(folder, { code, path: folder }) ??
          new UserError(`${folder} cannot be written: ${message}.`),
      );
    },
  };
}
