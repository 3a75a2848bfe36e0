import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { locked } from "../local/run/data-lock.ts";

const NAME = /^(clickstream-forget-[0-9a-f-]{36})(?:\.lock)?$/;

/**
 * A folder for copies of files in which somebody's rows stand. Those that a process left when it was killed are removed first:
 * they hold what was to be forgotten. The lock beside a folder is there before it and goes after it.
 */
export function openWork(below: string = tmpdir()): { folder: string; close(): void } {
  const names = readdirSync(below).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  for (const name of new Set(names)) removeLeft(path.join(below, name));
  const { folder, unlock } = newFolder(below);
  return {
    folder,
    close() {
      rmSync(folder, { recursive: true, force: true });
      rmSync(lockOf(folder), { force: true });
      unlock();
    },
  };
}

function newFolder(below: string): { folder: string; unlock: () => void } {
  for (;;) {
    const folder = path.join(below, `clickstream-forget-${randomUUID()}`);
    const unlock = locked(lockOf(folder));
    // Another process that begins now may have taken it for one that was left, and removed it.
    if (unlock !== undefined && existsSync(lockOf(folder))) {
      mkdirSync(folder, { mode: 0o700 });
      return { folder, unlock };
    }
    unlock?.();
  }
}

const lockOf = (folder: string): string => `${folder}.lock`;

function removeLeft(folder: string): void {
  try {
    const unlock = locked(lockOf(folder));
    if (unlock === undefined) return;
    rmSync(folder, { recursive: true, force: true });
    // Before it is given back: whoever waits for it sees that it is gone.
    rmSync(lockOf(folder), { force: true });
    unlock();
  } catch {
    // Another user's: it is for them to remove.
  }
}
