import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/** Beside what was made: what it was made from, and what came of it. */
const RECORD = "made-from.json";

const FORMAT = 1;

interface Kept {
  format: number;
  /** Of what it was made from (`stampOf`). */
  stamp: string;
  /** Hash of each file that was made, by its path from the folder. */
  files: Record<string, string>;
}

/** Whether a folder holds what would be made from the stamp's inputs, with nothing changed, cut short or taken away. */
export async function isKept(folder: string, stamp: string): Promise<boolean> {
  const kept = await recordOf(folder);
  if (kept?.format !== FORMAT || kept.stamp !== stamp) return false;
  const hashes = await Promise.all(Object.keys(kept.files).map((file) => hashOf(path.join(folder, file))));
  return Object.values(kept.files).every((hash, at) => hash === hashes[at]);
}

/** Notes what was made, once it is whole. */
export async function keep(folder: string, stamp: string, files: readonly string[]): Promise<void> {
  const hashes = await Promise.all(files.map((file) => hashOf(path.join(folder, file))));
  const made = Object.fromEntries(files.map((file, at) => [file, hashes[at]!]));
  const record: Kept = { format: FORMAT, stamp, files: made };
  const whole = path.join(folder, RECORD);
  // Another process may be reading it.
  const temporary = `${whole}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(record));
  await rename(temporary, whole);
}

async function recordOf(folder: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, RECORD), "utf8"));
  } catch {
    // There is none, or none that can be read: everything is made anew.
    return undefined;
  }
}

async function hashOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && createHash("sha256").update(bytes).digest("hex");
}
