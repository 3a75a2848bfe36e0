import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that it started have taken. */
export interface Taken {
  /** Processor time, ms. Of a process that has ended, only what its parent has waited for. */
  cpuMs: number;
  /** Resident memory at present, bytes. */
  residentBytes: number;
}

interface Listed {
  pid: number;
  parent: number;
  cpuMs: number;
  residentBytes: number;
}

/** proc_pid_stat(5): ticks of a hundredth of a second, and pages. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/**
 * The fields of /proc/PID/stat; undefined for what is none.
 * @param text the name in brackets may hold blanks and brackets itself
 */
export function statOf(text: string): Listed | undefined {
  const pid = Number.parseInt(text, 10);
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  // From `state` on, the third: ppid is the 4th, then utime, stime, cutime, cstime the 14th to 17th, rss the 24th.
  const at = (field: number) => fields[field - 3]!;
  const ticks = at(14) + at(15) + at(16) + at(17);
  return Number.isNaN(pid + at(4) + ticks + at(24))
    ? undefined
    : { pid, parent: at(4), cpuMs: ticks * TICK_MS, residentBytes: at(24) * PAGE_BYTES };
}

/** Sums of a process and its descendants; what is not of the tree does not count. */
export function sumOf(root: number, all: readonly Listed[]): Taken {
  const tree = new Set([root]);
  // A child may be listed before its parent, since numbers begin again.
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  const taken = { cpuMs: 0, residentBytes: 0 };
  for (const { pid, cpuMs, residentBytes } of all) {
    if (!tree.has(pid)) continue;
    taken.cpuMs += cpuMs;
    taken.residentBytes += residentBytes;
  }
  return taken;
}

/** By /proc, which is Linux's. */
export const taken = (pid: number): Taken => sumOf(pid, listed());

function listed(): Listed[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return statOf(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
      } catch {
        // It has ended since it was listed.
        return [];
      }
    });
}
