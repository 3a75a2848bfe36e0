import type { EnrichedFacts } from "./enriched-facts.ts";
import { BEFORE_ENRICHED, type FailedRow, Failures } from "./failures.ts";
import { failedKey, type Identity, keyOf } from "./identity.ts";
import { Latencies } from "./latency.ts";

/** An event under way. Where scoring is inline its prediction is stored before it is put on the enriched stream. */
interface Open {
  receivedAt: number;
  arrivedAt: number;
  enrichedAt?: number;
  predicted: boolean;
}

/**
 * Follows every event from the raw stream to where it ends, from what the emulators committed and not from what
 * the functions say. Only events under way are held, so that memory depends on the backlog, plus one number for
 * each event ever seen, to tell a second delivery from a new event.
 */
export class Ledger {
  readonly latencies = new Latencies();
  readonly followPredictions: boolean;
  readonly #seenRaw = new Set<number>();
  readonly #seenEnriched = new Set<number>();
  readonly #open = new Map<number, Open>();
  #awaitingEnrichment = 0;
  readonly failures = new Failures();
  /** Second deliveries seen on the raw and on the enriched stream. */
  redelivered = { raw: 0, enriched: 0 };
  predicted = 0;
  lastChange = Date.now();

  /** @param followPredictions false where a prediction is not written for every event */
  constructor(followPredictions: boolean) {
    this.followPredictions = followPredictions;
  }

  get raw(): number {
    return this.#seenRaw.size;
  }

  get enriched(): number {
    return this.#seenEnriched.size;
  }

  /** Events that are neither enriched nor failed yet, and that are enriched but neither scored nor failed. */
  get outstanding(): { enrich: number; predict: number } {
    return { enrich: this.#awaitingEnrichment, predict: this.#open.size - this.#awaitingEnrichment };
  }

  get failed(): Record<string, Record<string, number>> {
    return this.failures.counts;
  }

  onRaw({ key, receivedAt, replayOf }: Identity, arrivedAt: number): void {
    this.lastChange = Date.now();
    // An event that brings no id is another one by its bytes once it is patched; its failure says whose it is.
    const failed = replayOf === undefined ? undefined : this.failures.keyOf(replayOf);
    if (this.#seenRaw.has(key) || (failed !== undefined && this.#seenRaw.has(failed))) {
      this.redelivered.raw += 1;
      return;
    }
    this.#seenRaw.add(key);
    this.failures.settle(key, ["produce"]);
    if (failed !== undefined) this.failures.settle(failed, ["produce"]);
    this.#open.set(key, {
      receivedAt: receivedAt ?? arrivedAt,
      arrivedAt,
      predicted: !this.followPredictions,
    });
    this.#awaitingEnrichment += 1;
    if (receivedAt !== undefined) this.latencies.record("produce", arrivedAt - receivedAt);
  }

  /** Answers whether the event is seen here for the first time. */
  onEnriched(event: EnrichedFacts, arrivedAt: number): boolean {
    this.lastChange = Date.now();
    const key = keyOf(event.event_id);
    if (this.#seenEnriched.has(key)) {
      this.redelivered.enriched += 1;
      return false;
    }
    this.#seenEnriched.add(key);
    this.failures.settle(key, BEFORE_ENRICHED);
    const replayed = this.failures.keyOf(event.metadata?.replay_of ?? "");
    if (replayed !== undefined) this.failures.settle(replayed, BEFORE_ENRICHED);
    const open = this.#open.get(key);
    if (open === undefined) return true;
    open.enrichedAt = arrivedAt;
    this.#awaitingEnrichment -= 1;
    this.latencies.record("enrich", arrivedAt - open.arrivedAt);
    if (open.predicted) this.#open.delete(key);
    return true;
  }

  onPredicted(eventId: string, at: number): void {
    this.lastChange = Date.now();
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
    this.lastChange = Date.now();
    if (!this.failures.add(row)) return;
    const key = failedKey(row);
    if (this.#seenEnriched.has(key)) this.failures.settle(key, BEFORE_ENRICHED);
    if (row.stage !== "archive") this.#close(key, row.stage === "predict");
  }

  /** A failed event is awaited no more; one that only has no prediction is still awaited on the enriched stream. */
  #close(key: number, onlyPrediction: boolean): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    open.predicted = true;
    if (open.enrichedAt === undefined && onlyPrediction) return;
    if (open.enrichedAt === undefined) this.#awaitingEnrichment -= 1;
    this.#open.delete(key);
  }

  failedAt(...stages: string[]): number {
    return this.failures.at(...stages);
  }
}
