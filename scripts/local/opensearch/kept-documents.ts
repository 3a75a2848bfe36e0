/** A document as it is kept: its own bytes, and the version that it came with. */
export interface KeptDocument {
  index: string;
  id: string;
  version: number;
  source: Buffer;
}

/** What a write did, as a bulk response says it. */
export type WriteOutcome = "created" | "updated" | "conflict";

/** Documents of all indices, those that were written last at the end. Of more than `most` the first are dropped. */
export class KeptDocuments {
  readonly #documents = new Map<string, KeptDocument>();
  readonly #most: number;
  /** Documents that were dropped for want of room. */
  dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get count(): number {
    return this.#documents.size;
  }

  /** With the rule of `external_gte`: an older version than what is there is refused. */
  write(document: KeptDocument): WriteOutcome {
    const key = keyIn(document.index, document.id);
    const before = this.#documents.get(key);
    if (before !== undefined && before.version > document.version) return "conflict";
    this.#documents.delete(key);
    this.#documents.set(key, document);
    if (this.#documents.size > this.#most) {
      this.#documents.delete(this.#documents.keys().next().value!);
      this.dropped += 1;
    }
    return before === undefined ? "created" : "updated";
  }

  get(index: string, id: string): KeptDocument | undefined {
    return this.#documents.get(keyIn(index, id));
  }

  /** Those of some ids that a document of any index has. */
  idsAmong(ids: ReadonlySet<string>): Set<string> {
    const found = new Set<string>();
    for (const { id } of this.#documents.values()) if (ids.has(id)) found.add(id);
    return found;
  }

  remove(index: string, id: string): boolean {
    return this.#documents.delete(keyIn(index, id));
  }

  removeIndex(index: string): void {
    for (const [key, document] of this.#documents) if (document.index === index) this.#documents.delete(key);
  }

  *in(indices: ReadonlySet<string>): Generator<KeptDocument> {
    for (const document of this.#documents.values()) if (indices.has(document.index)) yield document;
  }

  countIn(index: string): number {
    let count = 0;
    for (const document of this.#documents.values()) if (document.index === index) count += 1;
    return count;
  }
}

const keyIn = (index: string, id: string): string => `${index}/${id}`;
