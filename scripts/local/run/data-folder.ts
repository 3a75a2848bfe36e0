import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { runFileIn } from "../../query/run-file.ts";
import { UserError } from "../../user-error.ts";
import { locked } from "./data-lock.ts";
import { checkOurs, lockIn, type Marker, mark, markerIn } from "./data-marker.ts";

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

/**
 * Takes a folder for one run and empties it, as a run's buckets are its own: what an earlier one left would be counted
 * again. Returns what gives it back. Throws a `UserError` for a folder that is not for runs or has one at work.
 */
export async function takeFolder(data: string): Promise<() => void> {
  try {
    await makeFolder(data);
    await checkOurs(data);
    const release = locked(lockIn(data));
    if (release === undefined) throw new UserError(inUse(data, await markerIn(data)));
    await emptied(data).catch((error) => {
      release();
      throw error;
    });
    return release;
  } catch (error) {
    throw refusalOf(data, { code: codeOf(error), path: data }) ?? error;
  }
}

async function emptied(data: string): Promise<void> {
  await mark(data, { pid: process.pid, since: new Date().toISOString() });
  // A query that somebody asks meanwhile may still put a file there; it is tried again for some seconds.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
  for (const part of ["s3", "stack"]) await rm(join(data, part), options);
  // Other commands would look for what it names.
  await rm(runFileIn(data), { force: true });
  await makeFolder(join(data, "s3"));
}

const inUse = (data: string, holder: Marker | undefined): string =>
  `${data} is in use by a run${holder ? ` (process ${holder.pid}, since ${holder.since})` : ""}: stop that one, or choose another folder with --data DIR.`;

/** SQLite does not say why it cannot open a file (its code 14). */
const codeOf = (error: unknown): string | undefined => {
  const { code, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  return errcode === 14 ? "EACCES" : code;
};

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
  failed.catch(() => {});
  return {
    /** Rejects at the first refusal, with what the user can do. */
    failed,
    onStorageFault({ code, message }: NodeJS.ErrnoException) {
      reject(
        refusalOf(folder, { code, path: folder }) ??
          new UserError(`${folder} cannot be written: ${message}.`),
      );
    },
  };
}
