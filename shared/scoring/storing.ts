import type { ScoringEvent } from "../features/scoring-event.ts";
import { BATCH_WRITE_ITEMS } from "../limits.ts";
import type { Unwritten } from "../stream.ts";
import type { TableSink, WrittenItem } from "../table.ts";
import { predictionItem, whyNotStored } from "./items.ts";
import type { Scored } from "./ports.ts";

/** Of an event whose item was not written. */
export type Unstored = Omit<Unwritten<WrittenItem>, "item"> & { event: ScoringEvent };

/**
 * Writes what is scored while the rest is still being scored: predictions are stored sooner, and items are not kept
 * in memory. There is one write at a time, of all waiting items: the table sink decides how many requests it makes of
 * it.
 */
export class Storing {
  readonly #table: TableSink;
  readonly #ttlDays: number;
  readonly #deadline: number;
  readonly #unstored: Unstored[] = [];
  /** Number of items that it was given, stored or not. */
  added = 0;
  #waiting: Scored[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(table: TableSink, ttlDays: number, deadline: number) {
    this.#table = table;
    this.#ttlDays = ttlDays;
    this.#deadline = deadline;
  }

  add(scored: readonly Scored[]): void {
    this.added += scored.length;
    this.#waiting = this.#waiting.concat(scored);
    this.#last = this.#last.then(() => this.#write(BATCH_WRITE_ITEMS));
    // Its error is thrown by `finish`.
    this.#last.catch(() => {});
  }

  /** Writes what is left; returns what could not be written. Throws when the table cannot be used. */
  async finish(): Promise<Unstored[]> {
    await this.#last;
    await this.#write(1);
    return this.#unstored;
  }

  /** Only as many as fill whole requests. */
  async #write(requestItems: number): Promise<void> {
    const full = this.#waiting.length - (this.#waiting.length % requestItems);
    if (full === 0) return;
    const scored = this.#waiting.slice(0, full);
    this.#waiting = this.#waiting.slice(full);
    const eventOf = this.#items(scored);
    const unwritten = await this.#table.write([...eventOf.keys()], this.#deadline);
    this.#unstored.push(...unwritten.map(({ item, ...why }) => ({ ...why, event: eventOf.get(item)! })));
  }

  /** The items of what can be stored, each with its event. */
  #items(scored: readonly Scored[]): Map<WrittenItem, ScoringEvent> {
    const eventOf = new Map<WrittenItem, ScoringEvent>();
    for (const each of scored) {
      const { event, prediction, scoredAt } = each;
      const message = whyNotStored(prediction);
      if (message === undefined) eventOf.set(predictionItem(each, scoredAt, this.#ttlDays), event);
      else this.#unstored.push({ event, code: "PredictionNotStorable", message, retriable: false });
    }
    return eventOf;
  }
}
