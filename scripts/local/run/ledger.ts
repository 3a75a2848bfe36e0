import { ARRIVED, Arrivals, ENRICHED, HANDED, RAW } from "./arrivals.ts";
import type { EnrichedFacts } from "./enriched-facts.ts";
import { BEFORE_ENRICHED, type FailedRow, Failures } from "./failures.ts";
import { type EventIdentity, type EventKey, failedKey, keyOf } from "./identity.ts";
import { KeyTable } from "./key-table.ts";
import { Latencies } from "./latency.ts";
import { Unsearchable } from "./unsearchable.ts";

/** An event under way. Where scoring is inline its prediction is stored before it is put on the enriched stream. */
interface Open {
  receivedAt: number;
  arrivedAt: number;
  enrichedAt?: number;
  predicted: boolean;
}

export interface LedgerOptions {
  /** False where a prediction is not written for every event. */
  followPredictions: boolean;
  /** Where what memory has no room for is kept: a path to which endings are added. */
  file: string;
  /** Places in memory of a table, a power of two; a million unless given. */
  places?: number;
  /** Told when it cannot be written there. */
  onFault(error: NodeJS.ErrnoException): void;
}

/** Of 786,432 events each: a hundred million, which at 150 a second come in a week. */
const GENERATIONS = 128;
const FAILED_GENERATIONS = 16;

/**
 * Follows every event from its source to where it ends, from what the emulators committed and not from what the
 * functions say. Only events under way are held, so that memory depends on the backlog; and a few bits of each of the
 * last hundred million, to tell a second delivery from a new event, in a file. One that comes after so many others
 * counts as a new one.
 */
export class Ledger {
  readonly latencies = new Latencies();
  readonly followPredictions: boolean;
  readonly failures: Failures;
  readonly arrivals: Arrivals;
  readonly unsearchable = new Unsearchable();
  readonly #events: KeyTable;
  readonly #failureIds: KeyTable;
  readonly #open = new Map<EventKey, Open>();
  #awaitingEnrichment = 0;
  raw = 0;
  enriched = 0;
  /** Second deliveries seen on the raw and on the enriched stream. */
  redelivered = { raw: 0, enriched: 0 };
  predicted = 0;
  lastChange = Date.now();
  /** When an event last came onto the raw stream, epoch ms. */
  lastArrival = Date.now();
  /** How often anything was told so far. */
  changes = 0;

  constructor({ followPredictions, file, ...table }: LedgerOptions) {
    this.followPredictions = followPredictions;
    this.#events = new KeyTable({ ...table, file: `${file}.events`, generations: GENERATIONS });
    this.#failureIds = new KeyTable({ ...table, file: `${file}.failures`, generations: FAILED_GENERATIONS });
    this.arrivals = new Arrivals(this.#events);
    this.failures = new Failures(this.#events, this.#failureIds);
  }

  /** Events that are neither enriched nor failed yet, and that are enriched but neither scored nor failed. */
  get outstanding(): { enrich: number; predict: number } {
    return { enrich: this.#awaitingEnrichment, predict: this.#open.size - this.#awaitingEnrichment };
  }

  get failed(): Record<string, Record<string, number>> {
    return this.failures.counts;
  }

  /** The source gives the event to whoever takes it to the raw stream. Returns false where it gave it before. */
  onHandedOver(key: EventKey): boolean {
    this.#changed();
    return this.arrivals.handOver(key);
  }

  onRaw({ key, receivedAt, replayOf }: EventIdentity, arrivedAt: number): void {
    this.#changed();
    const failed = this.#failedAs(key, replayOf);
    // It was read and counted when it failed, under its other key.
    if (failed !== undefined) this.arrivals.mark(key, HANDED | ARRIVED);
    const before =
      this.arrivals.arrive(key, RAW) | (failed === undefined ? 0 : this.arrivals.arrive(failed, RAW));
    if (before & RAW) {
      this.redelivered.raw += 1;
      return;
    }
    this.raw += 1;
    this.lastArrival = this.lastChange;
    this.failures.settle(failed ?? key, ["produce"]);
    this.#open.set(key, {
      receivedAt: receivedAt ?? arrivedAt,
      arrivedAt,
      predicted: !this.followPredictions,
    });
    this.#awaitingEnrichment += 1;
    if (receivedAt !== undefined) this.latencies.record("produce", arrivedAt - receivedAt);
  }

  /** Returns whether the event is seen here for the first time. */
  onEnriched(event: EnrichedFacts, arrivedAt: number): boolean {
    this.#changed();
    const key = keyOf(event.event_id);
    if (this.arrivals.mark(key, ENRICHED) & ENRICHED) {
      this.redelivered.enriched += 1;
      return false;
    }
    this.enriched += 1;
    this.failures.settle(key, BEFORE_ENRICHED);
    const failed = this.#failedAs(key, event.metadata?.replay_of);
    if (failed !== undefined) {
      this.arrivals.mark(failed, ENRICHED);
      this.failures.settle(failed, BEFORE_ENRICHED);
    }
    const open = this.#open.get(key);
    if (open === undefined) return true;
    open.enrichedAt = arrivedAt;
    this.#awaitingEnrichment -= 1;
    this.latencies.record("enrich", arrivedAt - open.arrivedAt);
    if (open.predicted) this.#open.delete(key);
    return true;
  }

  onPredicted(eventId: string, at: number): void {
    this.#changed();
    const key = keyOf(eventId);
    const open = this.#open.get(key);
    if (open === undefined || open.predicted) return;
    open.predicted = true;
    this.predicted += 1;
    this.latencies.record("predict", at - (open.enrichedAt ?? open.arrivedAt));
    this.latencies.record("end_to_end", at - open.receivedAt);
    if (open.enrichedAt !== undefined) this.#open.delete(key);
  }

  /** Counts a stored failed event once, however often its row was written, and only while the event has not gone on. */
  onFailed(row: FailedRow): void {
    this.#changed();
    // What cannot be explored is in its place all the same.
    if (row.stage === "search") {
      this.unsearchable.add(row);
      return;
    }
    const key = this.failures.eventOf(row);
    const { stage } = row;
    const known = stage === "produce" ? this.arrivals.arrive(key, 0) : this.arrivals.known(key);
    if (!this.failures.add(row)) return;
    if (known & RAW) this.failures.settle(key, ["produce"]);
    if (known & ENRICHED) this.failures.settle(key, BEFORE_ENRICHED);
    const isBehind = stage === "predict" || (known & ENRICHED) === 0;
    if (isBehind && stage !== "archive" && stage !== "produce")
      this.#close(failedKey(row), stage === "predict");
  }

  failedAt(...stages: string[]): number {
    return this.failures.at(...stages);
  }

  close(): void {
    this.#events.close();
    this.#failureIds.close();
  }

  /**
   * An event that brings no id is another one by its bytes once it is patched; its failure says whose it is. Undefined
   * where the event goes by its own key: it has one, or another one has taken the failed event's place already.
   */
  #failedAs(key: EventKey, replayOf: string | undefined): EventKey | undefined {
    const failed = replayOf === undefined ? undefined : this.failures.keyOf(replayOf);
    return failed === undefined || failed === key || this.arrivals.known(failed) & ENRICHED
      ? undefined
      : failed;
  }

  #changed(): void {
    this.lastChange = Date.now();
    this.changes += 1;
  }

  /** A failed event is awaited no more; one that only has no prediction is still awaited on the enriched stream. */
  #close(key: EventKey, onlyPrediction: boolean): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    open.predicted = true;
    if (open.enrichedAt === undefined && onlyPrediction) return;
    if (open.enrichedAt === undefined) this.#awaitingEnrichment -= 1;
    this.#open.delete(key);
  }
}
