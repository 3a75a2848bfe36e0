import type { Entries, EntryStore } from "../../shared/redis/entries.ts";

const KEYS_A_WRITE = 5_000;

export interface KeyWriterOptions {
  /** Pattern of the keys that an earlier load may have left. */
  pattern: string;
  /** Whether the table holds nothing but these keys afterwards; else keys that are there stay as they are. */
  replace: boolean;
  /** Called after each write with the keys so far. */
  progress?: ((keys: number) => void) | undefined;
}

export interface KeyWriter {
  add(key: string, value: string | Buffer): Promise<void>;
  /** Writes the rest and, when the table is replaced by any key at all, removes what earlier loads left. */
  finish(): Promise<{ keys: number; removed: number }>;
}

/** Writes a value a key. A key that comes twice is one key; what is written later stays. */
export function keyWriter(store: EntryStore, { pattern, replace, progress }: KeyWriterOptions): KeyWriter {
  const written = new Set<string>();
  let entries: Entries = [];
  const write = async () => {
    await store.write(entries, !replace);
    entries = [];
    progress?.(written.size);
  };
  return {
    async add(key, value) {
      entries.push([key, value]);
      written.add(key);
      if (entries.length === KEYS_A_WRITE) await write();
    },
    async finish() {
      await write();
      const removed = replace && written.size > 0 ? await store.removeOthers(pattern, written) : 0;
      return { keys: written.size, removed };
    },
  };
}
