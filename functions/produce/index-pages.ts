import { DocumentKeys } from "./document-keys.ts";
import { type DocumentSource, type Hit, type IndexSnapshot, SnapshotExpired } from "./elasticsearch.ts";
import { compareTimes, type IngestTime, nextMillisecond } from "./ingest-time.ts";

/** A stretch of ingest time: `from` included (undefined is the beginning), `to` excluded. */
export interface Stretch {
  from: IngestTime | undefined;
  to: IngestTime;
}

/** A slice that somebody may take. */
export interface Cut {
  /** Its end, excluded. */
  to: IngestTime;
  isEmpty: boolean;
  /** Whether nothing of the stretch is left behind it. */
  isLast: boolean;
}

/** Documents of the last time may follow on the next page. Where all of a page are of one time, all of that are taken. */
const endAfter = (start: IngestTime | undefined, last: IngestTime): IngestTime =>
  start !== undefined && compareTimes(last, start) <= 0 ? nextMillisecond(last) : last;

/** Points in time that are opened for one page: an index that holds none for so long does not work. */
const MAX_RENEWALS = 3;

/** An index at one point in time, and at a later one where that is not held any more. */
export class IndexPages {
  readonly #source: DocumentSource;
  readonly #signal: AbortSignal;
  #snapshot: IndexSnapshot;

  private constructor(source: DocumentSource, signal: AbortSignal, snapshot: IndexSnapshot) {
    this.#source = source;
    this.#signal = signal;
    this.#snapshot = snapshot;
  }

  static async open(source: DocumentSource, signal: AbortSignal): Promise<IndexPages> {
    return new IndexPages(source, signal, await source.open(signal));
  }

  /** The end of a slice that begins with the stretch: about a page, or all of it. At least one time lies before it. */
  async cut({ from, to }: Stretch): Promise<Cut> {
    const { last, isEmpty } = await this.#held((snapshot) => snapshot.pageEnd({ from, to }));
    return { to: last === undefined ? to : endAfter(from, last), isEmpty, isLast: last === undefined };
  }

  /**
   * The pages of a stretch, each document once, but the last may be empty. `isKnown` says of a document that it need not be
   * read in full: then pages of such documents come without them, `document` is absent.
   */
  async *read({ from, to }: Stretch, isKnown?: (hit: Hit) => boolean): AsyncGenerator<Hit[]> {
    let start = from;
    let after: Hit | undefined;
    // Of the last ingest time that was read: after another point in time was taken, it is read again.
    let atLast = new DocumentKeys();
    let renewals = 0;
    for (;;) {
      let hits: Hit[];
      try {
        hits = await this.#page({ from: start, to, after }, isKnown);
      } catch (error) {
        if (!(error instanceof SnapshotExpired) || renewals === MAX_RENEWALS) throw error;
        await this.#renew();
        renewals += 1;
        start = after?.ingestedAt ?? start;
        after = undefined;
        continue;
      }
      renewals = 0;
      const repeated = atLast;
      yield hits.filter((hit) => !repeated.has(hit));
      const last = hits.at(-1);
      if (last === undefined || hits.length < this.#source.pageSize) return;
      if (after?.ingestedAt !== last.ingestedAt) atLast = new DocumentKeys();
      for (const hit of hits) if (hit.ingestedAt === last.ingestedAt) atLast.add(hit);
      after = last;
    }
  }

  async close(): Promise<void> {
    // A snapshot that cannot be closed expires by itself, and an earlier error must not be hidden by this one.
    await this.#snapshot.close().catch(() => undefined);
  }

  async #page(
    request: Stretch & { after: Hit | undefined },
    isKnown: ((hit: Hit) => boolean) | undefined,
  ): Promise<Hit[]> {
    const hits = await this.#snapshot.page({ ...request, withDocuments: isKnown === undefined });
    if (isKnown === undefined || hits.every(isKnown)) return hits;
    return this.#snapshot.page({ ...request, withDocuments: true });
  }

  async #held<Answer>(ask: (snapshot: IndexSnapshot) => Promise<Answer>): Promise<Answer> {
    try {
      return await ask(this.#snapshot);
    } catch (error) {
      if (!(error instanceof SnapshotExpired)) throw error;
      await this.#renew();
      return ask(this.#snapshot);
    }
  }

  async #renew(): Promise<void> {
    await this.close();
    this.#snapshot = await this.#source.open(this.#signal);
  }
}
