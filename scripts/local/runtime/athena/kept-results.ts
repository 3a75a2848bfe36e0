import type { RuntimeClock } from "../clock.ts";
import type { LocalQueries, QueryResult } from "./types.ts";

/** The rows of a query, and when they had come (epoch ms). */
export interface KeptRows extends QueryResult {
  at: number;
}

interface Entry {
  key: string;
  query: string;
  values: Readonly<Record<string, string>>;
  /** When somebody last wanted them, epoch ms. */
  wantedAt: number;
  /** What whoever asks gets: the newest there are, or the first to come. */
  rows: Promise<KeptRows>;
  kept?: KeptRows;
}

const KEPT_MS = 10_000;
/** Whoever comes back after so long sees new rows, and what was looked at before is not asked for any more. */
const FORGOTTEN_MS = 60_000;
/** A refresh waits this many times as long as the query before it took. */
const REST_TIMES = 9;

/**
 * Results of queries that somebody looks at again and again. Whoever asks first waits; later ones get what is there, and
 * old rows are renewed one query after the other with a rest behind each: so all of them together never take more than a
 * tenth of the time, whatever is looked at, however often, and however large the archive is. Rows grow older instead.
 */
export class KeptResults {
  readonly #queries: Pick<LocalQueries, "run">;
  readonly #clock: RuntimeClock;
  readonly #entries = new Map<string, Entry>();
  /** Queries run one after the other, so that what somebody asks for beside them does not wait for all. */
  #last: Promise<unknown> = Promise.resolve();
  #restsUntil = 0;
  #isRefreshing = false;
  #isClosed = false;
  #cancelTimer = () => {};

  constructor(queries: Pick<LocalQueries, "run">, clock: RuntimeClock) {
    this.#queries = queries;
    this.#clock = clock;
  }

  /** Rejects with the sentence of a query that does not run; then the next one who asks waits for it again. */
  rows(query: string, values: Readonly<Record<string, string>> = {}): Promise<KeptRows> {
    return this.#wanted(query, values).rows;
  }

  /** The rows that are there, for those who do not wait: none until a first query has ended. */
  present(query: string): KeptRows | undefined {
    return this.#wanted(query, {}).kept;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
  }

  #wanted(query: string, values: Readonly<Record<string, string>>): Entry {
    const now = this.#clock.now();
    for (const [key, { wantedAt, kept }] of this.#entries)
      if (kept && now - wantedAt > FORGOTTEN_MS) this.#entries.delete(key);
    const key = JSON.stringify([query, values]);
    const known = this.#entries.get(key);
    if (known) {
      known.wantedAt = now;
      this.#refreshOldest();
      return known;
    }
    const asked = { key, query, values, wantedAt: now };
    const entry: Entry = Object.assign(asked, { rows: this.#ask(asked) });
    this.#entries.set(key, entry);
    entry.rows.then(
      (rows) => Object.assign(entry, { kept: rows }),
      () => this.#forget(entry),
    );
    return entry;
  }

  #forget(entry: Entry): void {
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
  }

  #ask({ query, values }: Pick<Entry, "query" | "values">): Promise<KeptRows> {
    const rows = this.#last.then(async () => {
      const begun = this.#clock.now();
      try {
        const result = await this.#queries.run(query, { values });
        return { ...result, at: this.#clock.now() };
      } finally {
        const now = this.#clock.now();
        this.#restsUntil = now + (now - begun) * REST_TIMES;
      }
    });
    this.#last = rows.catch(() => {});
    return rows;
  }

  /** Renews the oldest rows that somebody has wanted since, once they are old and the rest is over; then the next. */
  #refreshOldest(): void {
    this.#cancelTimer();
    if (this.#isRefreshing || this.#isClosed) return;
    let oldest: Required<Entry> | undefined;
    for (const entry of this.#entries.values())
      if (isStale(entry) && entry.kept.at < (oldest?.kept.at ?? Number.POSITIVE_INFINITY)) oldest = entry;
    if (!oldest) return;
    const due = Math.max(oldest.kept.at + KEPT_MS, this.#restsUntil);
    const left = due - this.#clock.now();
    if (left > 0) this.#cancelTimer = this.#clock.after(left, () => this.#refreshOldest());
    else void this.#refresh(oldest);
  }

  async #refresh(entry: Required<Entry>): Promise<void> {
    this.#isRefreshing = true;
    try {
      entry.kept = await this.#ask(entry);
      entry.rows = Promise.resolve(entry.kept);
    } catch {
      // Rows that cannot be renewed are not shown as if they were; whoever asks next hears why.
      this.#forget(entry);
    }
    this.#isRefreshing = false;
    this.#refreshOldest();
  }
}

const isStale = (entry: Entry): entry is Required<Entry> =>
  entry.kept !== undefined && entry.wantedAt > entry.kept.at;
