import type { Source } from "../../../shared/failure/failed-event.ts";
import { failedKey } from "./identity.ts";

/** A failed event's row, as far as the accounting reads it. */
export interface FailedRow {
  failure_id: string;
  stage: string;
  reason: string;
  event_id?: string;
  payload_sha256: string;
  errors?: readonly { path?: string; message: string }[];
  source?: Source;
}

/** Stages before the enriched stream: of these an event ends in one. */
export const BEFORE_ENRICHED: readonly string[] = ["decode", "validate", "enrich"];

/**
 * Failed events, each counted once however often its row is written, and no more once the event has gone on after all:
 * by a replay, or because the row was only a possibility.
 */
export class Failures {
  readonly counts: Record<string, Record<string, number>> = {};
  /** The first row of each stage and reason, by `stage/reason`. */
  readonly firsts = new Map<string, FailedRow>();
  readonly #rows = new Map<string, FailedRow>();
  /** Ids of those that are counted, by the key of their event. */
  readonly #open = new Map<number, Set<string>>();

  /**
   * Answers whether the failure is a new one. An event that was put twice, or whose batch was given up as well, has
   * several rows and is one failure.
   */
  add(row: FailedRow): boolean {
    if (this.#rows.has(row.failure_id)) return false;
    const { failure_id, stage, reason, event_id, payload_sha256 } = row;
    this.#rows.set(failure_id, { failure_id, stage, reason, event_id, payload_sha256 });
    const key = failedKey(row);
    const open = this.#open.get(key) ?? new Set();
    if ([...open].some((id) => isAlike(this.#rows.get(id)!.stage, stage))) return false;
    this.#open.set(key, open.add(failure_id));
    const kind = `${stage}/${reason}`;
    if (!this.firsts.has(kind)) this.firsts.set(kind, row);
    this.#count(row, 1);
    return true;
  }

  /** The key of the event that failed; undefined when there is no such failure. */
  keyOf(failureId: string): number | undefined {
    const row = this.#rows.get(failureId);
    return row && failedKey(row);
  }

  /** The event went on behind these stages. */
  settle(key: number, stages: readonly string[]): void {
    const open = this.#open.get(key);
    for (const id of open ?? []) {
      const row = this.#rows.get(id)!;
      if (!stages.includes(row.stage)) continue;
      open!.delete(id);
      this.#count(row, -1);
    }
  }

  /** Event ids of the failures that are counted at a stage. */
  idsAt(stage: string): string[] {
    const ids = [...this.#open.values()].flatMap((open) => [...open]);
    const rows = ids.map((id) => this.#rows.get(id)!);
    return rows.flatMap((row) => (row.stage === stage && row.event_id !== undefined ? [row.event_id] : []));
  }

  at(...stages: string[]): number {
    const reasons = stages.flatMap((stage) => Object.values(this.counts[stage] ?? {}));
    return reasons.reduce((sum, count) => sum + count, 0);
  }

  #count({ stage, reason }: FailedRow, by: number): void {
    this.counts[stage] ??= {};
    const reasons = this.counts[stage]!;
    const count = (reasons[reason] ?? 0) + by;
    if (count > 0) reasons[reason] = count;
    else delete reasons[reason];
    if (Object.keys(reasons).length === 0) delete this.counts[stage];
  }
}

const isAlike = (one: string, other: string): boolean =>
  one === other || (BEFORE_ENRICHED.includes(one) && BEFORE_ENRICHED.includes(other));
