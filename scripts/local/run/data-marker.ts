import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfRunFile } from "../../query/run-file.ts";
import { UserError } from "../../user-error.ts";

const MARKER = ".clickstream-data.json";
const LOCK = "run.lock";
/** Of the marker and of everything that a run keeps in the folder. */
const FORMAT = 1;

/** What systems put into a folder that is empty to its owner. */
const OF_THE_SYSTEM = ["lost+found", ".DS_Store"];

export interface Marker {
  format: number;
  /** The run that took the folder last. */
  pid: number;
  /** ISO 8601. */
  since: string;
}

export const lockIn = (folder: string): string => join(folder, LOCK);

/** The marker of a folder; undefined when there is none, or it is none of ours. */
export async function markerIn(folder: string): Promise<Marker | undefined> {
  try {
    const marker = JSON.parse(await readFile(join(folder, MARKER), "utf8"));
    return typeof marker?.format === "number" ? marker : undefined;
  } catch (error) {
    // Another program's file may have any content, and the folder is another program's then.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whole or not at all: a run that is killed leaves no half of a marker. */
export async function mark(folder: string, { pid, since }: Omit<Marker, "format">): Promise<void> {
  const file = join(folder, MARKER);
  await writeFile(`${file}.new`, `${JSON.stringify({ format: FORMAT, pid, since })}\n`);
  await rename(`${file}.new`, file);
}

/** Whether a run may empty the folder: it is empty, or a run has had it. Throws a `UserError` that says what to do. */
export async function checkOurs(folder: string): Promise<void> {
  const marker = await markerIn(folder);
  if (marker !== undefined && marker.format <= FORMAT) return;
  if (marker !== undefined)
    throw new UserError(
      `${folder} was written by a newer version of this program: choose another folder with --data DIR.`,
    );
  const left = [LOCK, `${MARKER}.new`, ...OF_THE_SYSTEM];
  const others = (await readdir(folder)).filter((name) => !left.includes(name));
  // Runs have left this file for longer than they have marked the folder.
  if (others.length === 0 || readIfRunFile(folder) !== undefined) return;
  throw new UserError(
    `${folder} is not empty and holds no run (there is ${listed(others)}), and a run deletes what is under s3 and stack: choose a new or an empty folder with --data DIR.`,
  );
}

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and more` : names.join(", ");
