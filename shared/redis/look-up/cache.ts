import { LRUCache } from "lru-cache";
import type { LookUpResult } from "../facts.ts";
import type { Fetched } from "../fetch.ts";

/** What is known of a key, and until when (epoch ms) it passes without asking again. */
export interface Entry<Value> {
  freshUntil: number;
  state: "known" | "absent" | "undecodable";
  /** The last good value; kept beside `undecodable`. */
  value: Value | undefined;
}

export interface LookUpCache<Value> {
  get(key: string): Entry<Value> | undefined;
  /** Takes over what Redis told at `at`. When it told nothing, what was known stays; undefined when that was nothing. */
  keep(key: string, fetched: Fetched, at: number): Entry<Value> | undefined;
}

/** A key that does not exist is asked for again sooner than a known one, so that freshly loaded data is found. */
const ABSENT_MS = 300_000;
/** A value that cannot be decoded is somebody's mistake that is about to be put right. */
const UNDECODABLE_MS = 5_000;
/** Key, entry and list node, roughly. */
const OVERHEAD_BYTES = 200;

/** Decoded values by key, bounded by bytes. `decode` throws on bytes that it cannot read. */
export function lookUpCache<Value>(options: {
  decode(bytes: Buffer): Value;
  maxBytes: number;
  ttlMs: number;
}): LookUpCache<Value> {
  const entries = new LRUCache<string, Entry<Value>>({ maxSize: options.maxBytes });
  return {
    get: (key) => entries.get(key),
    keep(key, fetched, at) {
      if (fetched === undefined) return entries.get(key);
      const entry = entryOf(fetched, at, options, entries.peek(key)?.value);
      entries.set(key, entry, { size: OVERHEAD_BYTES + (fetched?.length ?? 0) });
      return entry;
    },
  };
}

function entryOf<Value>(
  fetched: Buffer | null,
  at: number,
  { decode, ttlMs }: { decode(bytes: Buffer): Value; ttlMs: number },
  lastGood: Value | undefined,
): Entry<Value> {
  if (fetched === null)
    return { state: "absent", freshUntil: at + Math.min(ttlMs, ABSENT_MS), value: undefined };
  try {
    return { state: "known", freshUntil: at + ttlMs, value: decode(fetched) };
  } catch {
    // The status says so on every event that asks; a log line an event would only repeat it.
    return { state: "undecodable", freshUntil: at + Math.min(ttlMs, UNDECODABLE_MS), value: lastGood };
  }
}

export const MISSING: LookUpResult<never> = Object.freeze({ status: "missing" });
const UNDECODABLE: LookUpResult<never> = Object.freeze({ status: "error" });

/** Past its time an entry is still here only because Redis did not tell: then the last good value has to do. */
export function lookUpOf<Value>(entry: Entry<Value> | undefined, at: number): LookUpResult<Value> {
  if (entry === undefined) return MISSING;
  const fresh = entry.freshUntil > at;
  if (fresh && entry.state === "undecodable") return UNDECODABLE;
  if (entry.value === undefined) return MISSING;
  return { status: fresh ? "ok" : "stale", value: entry.value };
}
