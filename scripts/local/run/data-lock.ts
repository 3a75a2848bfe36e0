import { DatabaseSync } from "node:sqlite";

/** SQLite's code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

/** Those that are locked: a connection that nobody refers to any more is collected, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Locks a file for as long as this process lives, or until what it returns is called; undefined when another one holds it. The
 * system itself gives it back when the process ends, however that ends, so that no lock is ever stale and no process is
 * taken for another that had its number. Node locks no files, and its SQLite does. Throws when it cannot be written.
 */
export function locked(file: string): (() => void) | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // Nothing is ever written: the journal that would undo it needs no file.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
    held.add(database);
    return () => {
      held.delete(database);
      database.close();
    };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}
