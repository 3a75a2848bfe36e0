import { DocumentOrder, type DocumentPosition, type FrozenOrder, firstNot } from "./document-order.ts";
import { DocumentSources } from "./sources.ts";

export interface LocalIndexDefinition {
  name: string;
  /** Date field that is set when a document is indexed. It can be searched and sorted, and is no part of `_source`. */
  ingestField: string;
}

/** Documents that are dropped at once at least: the order of the others is copied for it. */
const DROPPED_AT_ONCE = 10_000;

/** One index: documents by number, visible after a refresh. */
export class LocalIndex {
  readonly definition: LocalIndexDefinition;
  readonly #sources = new DocumentSources();
  readonly #order = new DocumentOrder();
  #buffer: DocumentPosition[] = [];
  #held: DocumentPosition[] = [];
  #dropped = 0;

  constructor(definition: LocalIndexDefinition) {
    this.definition = definition;
  }

  /** Documents that are there, visible to searches or not. */
  get count(): number {
    return this.#sources.added - this.#dropped;
  }

  /** Bytes of the documents, as they are held. */
  get bytes(): number {
    return this.#sources.bytes;
  }

  /**
   * Returns the id of the new document.
   * @param time nanoseconds since 1970
   * @param held not shown by a refresh until `release`: as when one shard lags behind the others
   */
  add(source: string, time: bigint, held: boolean): string {
    const number = this.#sources.add(source);
    (held ? this.#held : this.#buffer).push({ number, time });
    return this.id(number);
  }

  refresh(): void {
    if (this.#buffer.length === 0) return;
    this.#order.add(this.#buffer);
    this.#buffer = [];
  }

  /** Drops what is visible and older than `before` (nanoseconds since 1970), but for the newest `kept` documents. */
  drop(before: bigint, kept: number): void {
    const older = firstNot(this.freeze(), ({ time }) => time < before);
    const count = Math.min(older, this.#order.count - kept);
    if (count < Math.min(DROPPED_AT_ONCE, kept)) return;
    for (const number of this.#order.drop(count)) {
      this.#dropped += 1;
      this.#sources.drop(number);
    }
  }

  /** The next refresh shows the documents that were held back. */
  release(): void {
    this.#buffer.push(...this.#held);
    this.#held = [];
  }

  /** Everything that is visible at this moment. */
  freeze(): FrozenOrder {
    return this.#order.freeze();
  }

  source(number: number): string {
    return this.#sources.get(number);
  }

  /** Like Elasticsearch's own ids, 20 characters; but with the number inside, so that none needs to be kept. */
  id(number: number): string {
    return `local-${String(number).padStart(14, "0")}`;
  }
}
