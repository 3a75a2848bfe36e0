import { DocumentOrder, type FrozenOrder, firstNot } from "./document-order.ts";
import type { DateType } from "./instants.ts";
import { Sources } from "./sources.ts";

export interface IndexDefinition {
  name: string;
  /** Date field that is set when a document is indexed. It can be searched and sorted, and is no part of `_source`. */
  ingestField: string;
  ingestType: DateType;
}

export interface NewDocument {
  source: string;
  /** Chosen by the index when absent. */
  id?: string | undefined;
  /** Nanoseconds since 1970. */
  ingestedAt: bigint;
  /** Not shown by a refresh until `release`: as when one shard lags behind the others. */
  held?: boolean | undefined;
}

interface Pending {
  number: number;
  time: bigint;
  /** Number of the version before. */
  replaces: number | undefined;
}

/** What a search sees: everything that was visible at one moment. */
export interface Snapshot {
  order: FrozenOrder;
  /** Whether a newer version had taken the document's place by then. */
  superseded(number: number): boolean;
}

/** Documents that are dropped at once at least: the order of the others is copied for it. */
const DROPPED_AT_ONCE = 10_000;

/** One index: documents by number, visible after a refresh. */
export class LocalIndex {
  readonly definition: IndexDefinition;
  readonly #sources = new Sources();
  readonly #order = new DocumentOrder();
  /** Ids that were not chosen by the index, both ways. */
  readonly #idOf = new Map<number, string>();
  readonly #numberOf = new Map<string, number>();
  /** Number of a replaced document → generation since which searches do not see it. */
  readonly #supersededAt = new Map<number, number>();
  #buffer: Pending[] = [];
  #held: Pending[] = [];
  /** Numbers of documents whose place a newer version took. */
  readonly #replaced = new Set<number>();
  #dropped = 0;
  #generation = 0;

  constructor(definition: IndexDefinition) {
    this.definition = definition;
  }

  /** Documents that a `get` finds, visible to searches or not. */
  get count(): number {
    return this.#sources.added - this.#dropped - this.#replaced.size;
  }

  /** Bytes of the documents, as they are held. */
  get bytes(): number {
    return this.#sources.bytes;
  }

  /** Returns the id, and whether there was no such document. */
  add(document: NewDocument): { id: string; created: boolean } {
    const number = this.#sources.add(document.source);
    const replaces = document.id === undefined ? undefined : this.#find(document.id);
    if (document.id !== undefined) {
      this.#idOf.set(number, document.id);
      this.#numberOf.set(document.id, number);
    }
    if (replaces !== undefined) this.#replaced.add(replaces);
    (document.held ? this.#held : this.#buffer).push({ number, time: document.ingestedAt, replaces });
    return { id: this.id(number), created: replaces === undefined };
  }

  refresh(): void {
    if (this.#buffer.length === 0) return;
    this.#generation += 1;
    for (const { replaces } of this.#buffer)
      if (replaces !== undefined) this.#supersededAt.set(replaces, this.#generation);
    this.#order.add(this.#buffer);
    this.#buffer = [];
  }

  /** Drops what is visible and older than `before` (nanoseconds since 1970), but for the newest `kept` documents. */
  drop(before: bigint, kept: number): void {
    const older = firstNot(this.#order.freeze(), ({ time }) => time < before);
    const count = Math.min(older, this.#order.count - kept);
    if (count < Math.min(DROPPED_AT_ONCE, kept)) return;
    for (const number of this.#order.drop(count)) {
      this.#dropped += 1;
      this.#sources.drop(number);
      this.#replaced.delete(number);
      this.#supersededAt.delete(number);
      const id = this.#idOf.get(number);
      this.#idOf.delete(number);
      if (id !== undefined && this.#numberOf.get(id) === number) this.#numberOf.delete(id);
    }
  }

  /** The next refresh shows the documents that were held back. */
  release(): void {
    this.#buffer.push(...this.#held);
    this.#held = [];
  }

  snapshot(): Snapshot {
    const generation = this.#generation;
    const since = (number: number) => this.#supersededAt.get(number) ?? Number.POSITIVE_INFINITY;
    return { order: this.#order.freeze(), superseded: (number) => since(number) <= generation };
  }

  source(number: number): string {
    return this.#sources.get(number);
  }

  /** Like Elasticsearch's own ids, 20 characters; but with the number inside, so that none needs to be kept. */
  id(number: number): string {
    return this.#idOf.get(number) ?? `local-${String(number).padStart(14, "0")}`;
  }

  /** Finds a document at once, refreshed or not. */
  get(id: string): string | undefined {
    const number = this.#find(id);
    return number === undefined ? undefined : this.#sources.get(number);
  }

  #find(id: string): number | undefined {
    const known = this.#numberOf.get(id);
    if (known !== undefined) return known;
    const number = /^local-\d{14}$/.test(id) ? Number(id.slice(6)) : Number.NaN;
    return this.#sources.has(number) && !this.#idOf.has(number) ? number : undefined;
  }
}
