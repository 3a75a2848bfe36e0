import type { Taps } from "../contract.ts";

/** Runs work on the items' database, and returns what it returns. */
export type Guard = <T>(work: () => T) => T;

/** SQLite's primary result codes, which are the low byte of an error's code, and what the system calls them. */
const FAULTS: Record<number, string> = { 8: "EROFS", 10: "EIO", 13: "ENOSPC", 14: "EACCES" };

/**
 * Tells of a disk that refuses. Reads belong under it, too: a page that was changed makes room for the one that is
 * read. The error is thrown in any case.
 */
export function guardOf(onFault: Taps["onStorageFault"]): Guard {
  return (work) => {
    try {
      return work();
    } catch (error) {
      const fault = error as NodeJS.ErrnoException & { errcode?: number };
      const code = FAULTS[(fault.errcode ?? 0) & 0xff];
      if (code === undefined) throw fault;
      fault.code = code;
      onFault?.(fault);
      throw fault;
    }
  };
}
