import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Taps } from "../contract.ts";
import { type Guard, guardOf } from "./guard.ts";
import { Items } from "./items.ts";

/** What of the pages is held in memory, KiB; the rest is in the file. */
const CACHE_KIB = 32 * 1024;
const PAGE_BYTES = 8192;

/**
 * Where the items of all tables are: SQLite, so that memory does not grow with them. Its file is no more than the place
 * for pages that the cache has no room for. Nobody opens it again, so nothing is ever committed to it.
 */
export class ItemStore {
  private readonly file: string | undefined;
  private readonly guarded: Guard;
  private database: DatabaseSync | undefined;
  private tables = 0;

  /** @param file replaced if it exists, and removed by `close`; undefined keeps everything in memory */
  constructor(file: string | undefined, onFault: Taps["onStorageFault"]) {
    this.file = file;
    this.guarded = guardOf(onFault);
  }

  /** A new, empty set of items. */
  items(): Items {
    return this.guarded(() => {
      this.database ??= this.open();
      return new Items(this.database, `items_${this.tables++}`, this.guarded);
    });
  }

  close(): void {
    this.database?.close();
    this.database = undefined;
    this.removeFile();
  }

  private open(): DatabaseSync {
    this.removeFile();
    const database = new DatabaseSync(this.file ?? ":memory:");
    database.exec(
      `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA journal_mode = OFF;
       PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN`,
    );
    return database;
  }

  private removeFile(): void {
    if (this.file !== undefined) rmSync(this.file, { force: true });
  }
}
