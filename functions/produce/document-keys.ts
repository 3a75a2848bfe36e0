import { hash } from "node:crypto";
import type { IngestTime } from "./ingest-time.ts";

/** Identifies a document; a later version of it is another document. */
export interface DocumentKey {
  index: string;
  id: string;
  ingestedAt: IngestTime;
}

/** Bytes of a key. With a million documents read, one new document in 10^13 is mistaken for one of them. */
const KEY_BYTES = 8;

/** Keys that are stored together: 320 KB, of the 400 that an item of the table may have. */
export const MAX_PART_KEYS = 40_000;

/** The documents of a stretch of ingest time that are on the raw stream. */
export class DocumentKeys {
  readonly #keys: Set<string>;

  constructor(parts: readonly Uint8Array[] = []) {
    this.#keys = new Set(parts.flatMap(decoded));
  }

  get size(): number {
    return this.#keys.size;
  }

  has(document: DocumentKey): boolean {
    return this.#keys.has(keyOf(document));
  }

  add(document: DocumentKey): void {
    this.#keys.add(keyOf(document));
  }

  delete(document: DocumentKey): void {
    this.#keys.delete(keyOf(document));
  }

  /** As bytes, in parts that an item can hold; none where there are no documents. */
  encode(): Uint8Array[] {
    const keys = [...this.#keys];
    return Array.from({ length: Math.ceil(keys.length / MAX_PART_KEYS) }, (_, at) =>
      Buffer.from(keys.slice(at * MAX_PART_KEYS, (at + 1) * MAX_PART_KEYS).join(""), "latin1"),
    );
  }
}

function keyOf({ index, id, ingestedAt }: DocumentKey): string {
  return hash("sha256", `${index}\n${id}\n${ingestedAt}`, "buffer").toString("latin1", 0, KEY_BYTES);
}

function decoded(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return Array.from({ length: text.length / KEY_BYTES }, (_, at) =>
    text.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES),
  );
}
