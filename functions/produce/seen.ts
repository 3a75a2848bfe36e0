import { hash } from "node:crypto";
import { compareTimes, type IngestTime, later } from "./ingest-time.ts";

/** Identifies a document; a later version of it is another document. */
export interface DocumentKey {
  index: string;
  id: string;
  ingestedAt: IngestTime;
}

/** Documents already published, a part of them that is stored together. */
export interface SeenPart {
  /** Which of the stored parts it is; numbers are used again once a part is dropped. */
  slot: number;
  /** Ingest time of the newest document: the part is dropped once that is settled. */
  newest: IngestTime;
  keys: string[];
}

/** Bytes of a key. With a million documents seen, one new document in 10^13 is mistaken for one of them. */
const KEY_BYTES = 8;
/** Documents a part, 16 KB: each write of a KB is paid for, and a part is written again until it is full. */
const PART_KEYS = 2_000;

/**
 * The published documents that may still be read again, some hundred thousand on a busy day. They are kept in parts,
 * so that only the parts that `changed` returns have to be stored.
 */
export class Seen {
  readonly #keys: Set<string>;
  #parts: SeenPart[];
  readonly #changed = new Set<SeenPart>();

  constructor(parts: readonly SeenPart[] = []) {
    this.#parts = [...parts];
    this.#keys = new Set(parts.flatMap(({ keys }) => keys));
  }

  get parts(): readonly SeenPart[] {
    return this.#parts;
  }

  has(document: DocumentKey): boolean {
    return this.#keys.has(keyOf(document));
  }

  add(document: DocumentKey): void {
    const key = keyOf(document);
    this.#keys.add(key);
    const part = this.#openPart(document.ingestedAt);
    part.keys.push(key);
    part.newest = later(part.newest, document.ingestedAt);
    this.#changed.add(part);
  }

  /** Forgets the parts that hold nothing from `settled` on. */
  prune(settled: IngestTime): void {
    const old = this.#parts.filter(({ newest }) => compareTimes(newest, settled) < 0);
    if (old.length === 0) return;
    this.#parts = this.#parts.filter((part) => !old.includes(part));
    for (const part of old) {
      this.#changed.delete(part);
      for (const key of part.keys) this.#keys.delete(key);
    }
  }

  /** The parts that changed since the last call. */
  takeChanged(): SeenPart[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #openPart(newest: IngestTime): SeenPart {
    const last = this.#parts.at(-1);
    if (last && last.keys.length < PART_KEYS) return last;
    const used = new Set(this.#parts.map(({ slot }) => slot));
    let slot = 0;
    while (used.has(slot)) slot += 1;
    const part: SeenPart = { slot, newest, keys: [] };
    this.#parts.push(part);
    return part;
  }
}

function keyOf({ index, id, ingestedAt }: DocumentKey): string {
  return hash("sha256", `${index}\n${id}\n${ingestedAt}`, "buffer").toString("latin1", 0, KEY_BYTES);
}

export const encodeKeys = (keys: readonly string[]): Uint8Array => Buffer.from(keys.join(""), "latin1");

export function decodeKeys(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return Array.from({ length: text.length / KEY_BYTES }, (_, at) =>
    text.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES),
  );
}
