import { createHash } from "node:crypto";
import type { ObjectStore } from "../../shared/failure/ports.ts";

/** What a replay that was interrupted, or could not put everything back, has done: kept in the bucket beside the rows. */
interface Saved {
  /** What was asked for, for a person who finds the object. */
  selection: unknown;
  finished: boolean;
  /** Objects of which every failed event was put back. */
  done: string[];
  put: number;
}

export interface ReplayProgress {
  readonly done: ReadonlySet<string>;
  /** Put back by earlier runs of the same replay. */
  readonly putBefore: number;
  /** Everything of these objects is put back: `put` events. */
  advance(keys: readonly string[], put: number): Promise<void>;
  /** Everything is done: the same replay begins anew the next time. */
  finish(): Promise<void>;
}

const PREFIX = "replays/";

/** The progress of a replay. Two runs are the same replay when they select and change alike. */
export async function openProgress(store: ObjectStore, selection: unknown): Promise<ReplayProgress> {
  const id = createHash("sha256").update(JSON.stringify(selection)).digest("hex").slice(0, 32);
  const key = `${PREFIX}${id}.json`;
  const before = await savedAt(store, key);
  const saved: Saved = before && !before.finished ? before : { selection, finished: false, done: [], put: 0 };
  const putBefore = saved.put;
  const done = new Set(saved.done);
  const save = () =>
    store.put(key, Buffer.from(JSON.stringify({ ...saved, done: [...done] })), {
      contentType: "application/json",
    });
  return {
    done,
    putBefore,
    async advance(keys, put) {
      for (const each of keys) done.add(each);
      saved.put += put;
      await save();
    },
    async finish() {
      saved.finished = true;
      done.clear();
      await save();
    },
  };
}

async function savedAt(store: ObjectStore, key: string): Promise<Saved | undefined> {
  for await (const found of store.list(key))
    if (found.key === key) return JSON.parse(Buffer.from(await store.get(key)).toString("utf8"));
  return undefined;
}
