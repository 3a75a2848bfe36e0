import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { locked } from "../local/run/data-lock.ts";

const PREFIX = "clickstream-forget-";
const NAME = new RegExp(`^${PREFIX}[0-9a-f-]{36}$`);

/**
 * A folder for copies of files in which somebody's rows stand. Those that a process left when it was killed are removed first:
 * they hold what was to be forgotten.
 */
export function openWork(below: string = tmpdir()): { folder: string; close(): void } {
  for (const name of readdirSync(below)) if (NAME.test(name)) removeLeft(path.join(below, name));
  const { folder, unlock } = newFolder(below);
  return {
    folder,
    close() {
      rmSync(folder, { recursive: true, force: true });
      unlock();
    },
  };
}

/** It gets its name once it is locked: a process that begins at the same time would take it for one that was left. */
function newFolder(below: string): { folder: string; unlock: () => void } {
  const name = `${PREFIX}${randomUUID()}`;
  const unnamed = path.join(below, `.${name}`);
  mkdirSync(unnamed, { mode: 0o700 });
  const unlock = locked(lockIn(unnamed));
  if (unlock === undefined) throw new Error(`${unnamed} was just made, and somebody else has locked it.`);
  const folder = path.join(below, name);
  renameSync(unnamed, folder);
  return { folder, unlock };
}

const lockIn = (folder: string): string => path.join(folder, ".lock");

function removeLeft(folder: string): void {
  try {
    const unlock = locked(lockIn(folder));
    if (unlock === undefined) return;
    rmSync(folder, { recursive: true, force: true });
    unlock();
  } catch {
    // Another user's, which is for them to remove; or another process is removing it.
  }
}
